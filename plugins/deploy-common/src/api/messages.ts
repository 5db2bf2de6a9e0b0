import { z } from 'zod';

/**
 * Query of the list of outgoing messages.
 *
 * @public
 */
export const outboxQuerySchema = z.object({
  /** `due` waits to be sent, `dead` was given up, `replaced` was overtaken by newer news before it went out. */
  state: z.enum(['due', 'delivered', 'replaced', 'dead']).optional(),
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
export type OutboxQuery = z.input<typeof outboxQuerySchema>;

/**
 * A message about an operation, on its way to those who are told.
 *
 * @public
 */
export type OutboxItemView = {
  id: string;
  /** What it says. */
  title: string;
  operationId: string;
  entityRef: string;
  environment: string;
  createdAt: string;
  /** How often it was tried in vain; counted anew after a replay. */
  attempts: number;
  state: 'due' | 'delivered' | 'replaced' | 'dead';
  /** Ids of the notifiers that have it, where others do not. */
  deliveredTo: string[];
  /** Why it could not be sent last. */
  error?: string;
};

/**
 * The newest outgoing messages, and how the outbox is doing.
 *
 * @public
 */
export type OutboxResponse = {
  status: {
    /** How many should have gone out by now. */
    due: number;
    /** How many were given up. */
    dead: number;
    /** For how many milliseconds the oldest one is due. */
    oldestDueAgeMs: number;
  };
  items: OutboxItemView[];
  nextCursor?: string;
};
