import { z } from 'zod';

const text = z.string().optional().catch(undefined);

const source = z.object({
  repoURL: text,
  path: text,
  targetRevision: text,
  chart: text,
});

const health = z.object({ status: text, message: text }).optional();

/**
 * The part of an Application that is read. Each field stands on its own: one of an unexpected shape is taken as unknown
 * and does not hide the others.
 */
const applicationSchema = z.object({
  metadata: z.object({ name: z.string(), deletionTimestamp: text }),
  spec: z
    .object({
      source: source.optional().catch(undefined),
      sources: z.array(source).optional().catch(undefined),
      syncPolicy: z
        .object({
          automated: z.object({ enabled: z.boolean().optional() }).optional(),
        })
        .optional()
        .catch(undefined),
    })
    .catch({}),
  // Somebody asked for a sync that has not begun yet.
  operation: z.object({}).optional().catch(undefined),
  status: z
    .object({
      sync: z
        .object({
          status: text,
          revision: text,
          revisions: z.array(z.string()).optional().catch(undefined),
          comparedTo: z
            .object({
              source: source.optional().catch(undefined),
              sources: z.array(source).optional().catch(undefined),
            })
            .optional()
            .catch(undefined),
        })
        .optional()
        .catch(undefined),
      health: health.catch(undefined),
      operationState: z
        .object({
          phase: text,
          message: text,
          syncResult: z
            .object({
              revision: text,
              revisions: z.array(z.string()).optional().catch(undefined),
            })
            .optional()
            .catch(undefined),
        })
        .optional()
        .catch(undefined),
      history: z
        .array(
          z.object({
            revision: text,
            revisions: z.array(z.string()).optional().catch(undefined),
          }),
        )
        .optional()
        .catch(undefined),
      summary: z
        .object({
          images: z.array(z.string()).optional().catch(undefined),
          externalURLs: z.array(z.string()).optional().catch(undefined),
        })
        .optional()
        .catch(undefined),
      conditions: z
        .array(z.object({ type: text, message: text }))
        .optional()
        .catch(undefined),
      resources: z
        .array(
          z.object({ kind: text, name: text, health: health.catch(undefined) }),
        )
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});

/** An Argo CD Application, as far as it is read. */
export type Application = z.infer<typeof applicationSchema>;

/** Reads an Application; what is not one gives undefined. */
export function parseApplication(object: unknown): Application | undefined {
  return applicationSchema.safeParse(object).data;
}
