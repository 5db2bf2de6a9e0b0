import { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { toCaller } from '../identity/Caller';
import {
  ActionContext,
  entityDescription,
  findReadableApp,
  summarizeEnvironment,
} from './ActionContext';
import { environmentSchema } from './schemas';

/** Tells everything about one application. */
export function createGetDeploymentAction(
  registry: ActionsRegistryService,
  context: ActionContext,
): void {
  registry.register({
    name: 'get-deployment',
    title: 'Get a deployment',
    description:
      'Tells what runs in each environment of an application, what could be promoted or rolled back, and which gates hold that up, with why and who can clear them. Use it before promote-deployment and rollback-deployment, and to follow an operation afterwards.',
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z =>
        z.object({
          entity: z.string().min(1).max(255).describe(entityDescription),
        }),
      output: z =>
        z.object({
          entity: z.string(),
          strategy: z.string().optional(),
          observer: z.string().optional(),
          environments: z.array(environmentSchema(z)),
          problems: z.array(z.string()),
        }),
    },
    action: async ({ input, credentials }) => {
      const { app, permissions } = await findReadableApp(
        context,
        input.entity,
        credentials,
      );
      const view = await context.deployments.view(
        app,
        permissions,
        toCaller(credentials, 'mcp').ref,
      );
      return {
        output: {
          entity: view.entityRef,
          strategy: view.strategy,
          observer: view.observer,
          environments: view.environments.map(summarizeEnvironment),
          problems: view.problems.map(({ message }) => message),
        },
      };
    },
  });
}
