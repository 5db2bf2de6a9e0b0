import { z } from 'zod';

/**
 * Query of the list of webhook deliveries.
 *
 * @public
 */
export const inboxQuerySchema = z.object({
  /** `due` waits for a worker, `dead` was given up. */
  state: z.enum(['due', 'done', 'dead']).optional(),
  cursor: z
    .string()
    .regex(/^[0-9]{1,15}$/, 'is not a cursor of this API')
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
});

/**
 * The same, as a caller writes it.
 *
 * @public
 */
export type InboxQuery = z.input<typeof inboxQuerySchema>;

/**
 * A delivery of a webhook, without its body.
 *
 * @public
 */
export type InboxItemView = {
  id: string;
  /** `github`, `argocd`, `flux` or `ci`. */
  source: string;
  event: string;
  /** What it is about, for example a repository: deliveries about the same are worked on in order. */
  about: string;
  receivedAt: string;
  attempts: number;
  state: 'due' | 'done' | 'dead';
  /** `hinted`: something was looked at. `ignored`: nothing of ours. `audited`: refused and written down. */
  outcome?: string;
  /** Why it failed last, or why it was ignored. */
  error?: string;
};

/**
 * The newest deliveries of webhooks, and how the inbox is doing.
 *
 * @public
 */
export type InboxResponse = {
  status: {
    /** How many wait for a worker. */
    due: number;
    /** How many were given up. */
    dead: number;
    /** Age in milliseconds of the oldest one that somebody should have worked on. */
    oldestDueAgeMs: number;
  };
  items: InboxItemView[];
  nextCursor?: string;
};
