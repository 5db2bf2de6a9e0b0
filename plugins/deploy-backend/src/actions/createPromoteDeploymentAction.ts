import { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { promoteRequestSchema } from '@openportal/plugin-deploy-common';
import { toCaller } from '../identity/Caller';
import { parse } from '../routes/RouteContext';
import { ActionContext, entityDescription, toEntityRef } from './ActionContext';
import { changeSchema } from './schemas';
import { toChangeOutput } from './toChangeOutput';

/** Asks for a promotion. */
export function createPromoteDeploymentAction(
  registry: ActionsRegistryService,
  context: ActionContext,
): void {
  registry.register({
    name: 'promote-deployment',
    title: 'Promote a deployment',
    description:
      'Asks for the version of one environment of an application to be deployed to the next one. Changes what runs, so ask the person first and say what would change (diff-environments). The answer is that it is requested, not that it runs: follow it with get-deployment. A refusal names the gate, why, and who can clear it; do not try again before that is done.',
    attributes: { readOnly: false, destructive: true, idempotent: false },
    schema: {
      input: z =>
        z.object({
          entity: z.string().min(1).max(255).describe(entityDescription),
          to: z
            .string()
            .min(1)
            .max(63)
            .describe('Environment that gets the version'),
          from: z
            .string()
            .min(1)
            .max(63)
            .optional()
            .describe(
              'Environment that it comes from: by default the one before',
            ),
          version: z
            .string()
            .min(1)
            .max(1024)
            .optional()
            .describe(
              'Version that the person agreed to, as get-deployment shows it. Refused where the source has another one by now',
            ),
          reason: z.string().min(1).max(1000).optional(),
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
          await context.commands.promote(
            toCaller(credentials, 'mcp'),
            toEntityRef(entity),
            parse(promoteRequestSchema, body),
          ),
        ),
      };
    },
  });
}
