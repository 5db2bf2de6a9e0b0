import { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { rollbackRequestSchema } from '@openportal/plugin-deploy-common';
import { toCaller } from '../identity/Caller';
import { parse } from '../routes/RouteContext';
import { ActionContext, entityDescription, toEntityRef } from './ActionContext';
import { changeSchema } from './schemas';
import { toChangeOutput } from './toChangeOutput';

/** Asks for a rollback. */
export function createRollbackDeploymentAction(
  registry: ActionsRegistryService,
  context: ActionContext,
): void {
  registry.register({
    name: 'rollback-deployment',
    title: 'Roll a deployment back',
    description:
      'Asks for an environment of an application to go back to an earlier version: by default the last healthy one that is another. Changes what runs, so ask the person first and say to which version (get-deployment). The answer is that it is requested, not that it runs. A refusal names the gate, why, and who can clear it.',
    attributes: { readOnly: false, destructive: true, idempotent: false },
    schema: {
      input: z =>
        z.object({
          entity: z.string().min(1).max(255).describe(entityDescription),
          environment: z.string().min(1).max(63),
          reason: z
            .string()
            .min(1)
            .max(1000)
            .describe('Why: the person says it, and others read it later'),
          version: z
            .string()
            .min(1)
            .max(1024)
            .optional()
            .describe('Version that the environment had before'),
          idempotencyKey: z
            .string()
            .min(8)
            .max(200)
            .optional()
            .describe(
              'The same text for the same intent, however often it is sent',
            ),
        }),
      output: changeSchema,
    },
    action: async ({ input, credentials }) => {
      const { entity, ...body } = input;
      return {
        output: toChangeOutput(
          await context.commands.rollback(
            toCaller(credentials, 'mcp'),
            toEntityRef(entity),
            parse(rollbackRequestSchema, body),
          ),
        ),
      };
    },
  });
}
