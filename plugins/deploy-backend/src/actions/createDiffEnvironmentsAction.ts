import { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { PermissionDeniedError } from '../errors/DeployErrors';
import {
  ActionContext,
  entityDescription,
  environmentName,
  findReadableApp,
} from './ActionContext';

const MAX_COMMITS = 50;

/** Tells what one environment lacks of another. */
export function createDiffEnvironmentsAction(
  registry: ActionsRegistryService,
  context: ActionContext,
): void {
  registry.register({
    name: 'diff-environments',
    title: 'Compare two environments',
    description:
      'Tells what the second environment of an application lacks of the first: versions, commits, manifest values, and how to bring it up to date. Use it before a promotion to say what would change.',
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z =>
        z.object({
          entity: z.string().min(1).max(255).describe(entityDescription),
          from: z
            .string()
            .min(1)
            .max(63)
            .describe('Environment that has the newer version, such as qa'),
          to: z
            .string()
            .min(1)
            .max(63)
            .describe('Environment that would get it, such as prod'),
        }),
      output: z =>
        z.object({
          from: z.object({
            environment: z.string(),
            version: z.string().optional(),
            unknown: z.string().optional(),
          }),
          to: z.object({
            environment: z.string(),
            version: z.string().optional(),
            unknown: z.string().optional(),
          }),
          commits: z.object({
            items: z.array(
              z.object({
                sha: z.string(),
                title: z.string(),
                author: z.string().optional(),
              }),
            ),
            total: z.number().optional(),
            direction: z.string().optional(),
            unknown: z.string().optional(),
          }),
          manifests: z.object({
            items: z.array(
              z.object({
                path: z.string(),
                from: z.string().optional(),
                to: z.string().optional(),
                kind: z.string(),
              }),
            ),
            unknown: z.string().optional(),
          }),
          instructions: z.object({
            button: z.string().optional(),
            git: z.string().optional(),
            pullRequest: z.string().optional(),
            none: z.string().optional(),
          }),
        }),
    },
    action: async ({ input, credentials }) => {
      const { app, permissions } = await findReadableApp(
        context,
        input.entity,
        credentials,
      );
      const names = {
        from: environmentName(app, input.from),
        to: environmentName(app, input.to),
      };
      for (const name of [names.from, names.to]) {
        if (!permissions.has(name)) {
          throw new PermissionDeniedError(
            `You may not see the deployments of '${app.entityRef}' in '${name}': it needs the permission 'deploy.read'`,
          );
        }
      }
      const diff = await context.diffs.diff(app, names);
      return {
        output: {
          from: toSide(diff.from),
          to: toSide(diff.to),
          commits: {
            items: diff.commits.items
              .slice(0, MAX_COMMITS)
              .map(({ sha, title, author }) => ({ sha, title, author })),
            total: diff.commits.total,
            direction: diff.commits.direction,
            unknown: diff.commits.unknown,
          },
          manifests: {
            items: diff.manifests.items.map(({ path, from, to, kind }) => ({
              path,
              from,
              to,
              kind,
            })),
            unknown: diff.manifests.unknown,
          },
          instructions: {
            button: diff.instructions.button,
            git: diff.instructions.git,
            pullRequest: diff.instructions.pullRequest,
            none: diff.instructions.none,
          },
        },
      };
    },
  });
}

function toSide(side: {
  environment: string;
  version?: { version: string };
  unknown?: string;
}) {
  return {
    environment: side.environment,
    version: side.version?.version,
    unknown: side.unknown,
  };
}
