import { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { ActionContext } from './ActionContext';

/** Lists what runs where. */
export function createListDeploymentsAction(
  registry: ActionsRegistryService,
  context: ActionContext,
): void {
  registry.register({
    name: 'list-deployments',
    title: 'List deployments',
    description:
      'Lists applications with the version and health that each of their environments has, the one whose change waits longest to be promoted first. Use it to find an application, or to see what waits, drifts or is unhealthy. Shows only what the caller may see.',
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z =>
        z.object({
          search: z
            .string()
            .max(255)
            .optional()
            .describe('Part of the name or title'),
          state: z
            .enum([
              'waiting',
              'degraded',
              'drift',
              'stale',
              'progressing',
              'healthy',
            ])
            .optional()
            .describe("Only these; 'waiting' has something to promote"),
          cursor: z
            .string()
            .max(1000)
            .optional()
            .describe('nextCursor of the answer before, for the next page'),
          limit: z.number().int().min(1).max(100).optional(),
        }),
      output: z =>
        z.object({
          items: z.array(
            z.object({
              entity: z.string(),
              title: z.string(),
              owner: z.string().optional(),
              waitingSince: z.string().optional(),
              environments: z.array(
                z.object({
                  environment: z.string(),
                  version: z.string().optional(),
                  health: z.string(),
                  sync: z.string(),
                  drift: z.boolean().optional(),
                  stale: z.boolean(),
                  waitingVersion: z.string().optional(),
                }),
              ),
            }),
          ),
          total: z.number(),
          nextCursor: z.string().optional(),
        }),
    },
    action: async ({ input, credentials }) => {
      const { items, total, nextCursor } = await context.matrix.list(
        {
          filter: {
            search: input.search === '' ? undefined : input.search,
            state: input.state,
          },
          cursor: input.cursor,
          limit: input.limit ?? 25,
        },
        credentials,
      );
      return {
        output: {
          total,
          nextCursor,
          items: items.map(row => ({
            entity: row.entityRef,
            title: row.title,
            owner: row.owner,
            waitingSince: row.waitingSince,
            environments: row.environments.map(cell => ({
              environment: cell.environment,
              version: cell.version,
              health: cell.health,
              sync: cell.sync,
              drift: cell.drift,
              stale: cell.stale,
              waitingVersion: cell.waiting?.version,
            })),
          })),
        },
      };
    },
  });
}
