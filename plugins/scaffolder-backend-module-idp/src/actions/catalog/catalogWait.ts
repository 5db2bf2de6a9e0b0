import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { setTimeout as delay } from 'node:timers/promises';
import { examples } from './catalogWait.examples';

/** Options for {@link createCatalogWaitAction}. */
export interface CatalogWaitActionOptions {
  catalog: CatalogService;
  /** Pause between two looks; only tests change it. */
  waitIntervalMs?: number;
}

const DEFAULT_TIMEOUT_SECONDS = 60;

/** The action `idp:catalog:wait`. */
export function createCatalogWaitAction(options: CatalogWaitActionOptions) {
  const { catalog, waitIntervalMs = 1000 } = options;
  return createTemplateAction({
    id: 'idp:catalog:wait',
    description:
      'Waits until the catalog has an entity, so that a link to it leads somewhere. The catalog reads what was registered in its own time.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        entityRef: z =>
          z.string({ description: 'Entity to wait for.' }).max(255),
        timeoutSeconds: z =>
          z
            .number({
              description: `How long to wait before the task goes on without it. Defaults to ${DEFAULT_TIMEOUT_SECONDS}.`,
            })
            .int()
            .min(1)
            .max(600)
            .optional(),
      },
      output: {
        found: z =>
          z.boolean({ description: 'Whether the catalog has the entity.' }),
      },
    },
    async handler(ctx) {
      const entityRef = stringifyEntityRef(
        parseEntityRef(ctx.input.entityRef, {
          defaultKind: 'component',
          defaultNamespace: 'default',
        }),
      );
      if (ctx.isDryRun) {
        ctx.output('found', true);
        return;
      }
      const seconds = ctx.input.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS;
      const deadline = Date.now() + seconds * 1000;
      do {
        const credentials = await ctx.getInitiatorCredentials();
        if (await catalog.getEntityByRef(entityRef, { credentials })) {
          ctx.output('found', true);
          return;
        }
        await delay(waitIntervalMs, undefined, { signal: ctx.signal });
      } while (Date.now() < deadline);
      ctx.logger.warn(
        `The catalog has no '${entityRef}' after ${seconds} seconds. It appears there once the catalog has read it.`,
      );
      ctx.output('found', false);
    },
  });
}
