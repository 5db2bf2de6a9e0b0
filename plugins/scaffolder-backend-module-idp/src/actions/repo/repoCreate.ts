import { stringifyEntityRef } from '@backstage/catalog-model';
import type {
  GithubCredentialsProvider,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { JsonValue } from '@backstage/types';
import { createOctokit } from '@openportal/github-node';
import type { GithubPatience } from '../../config/readGithubPatience';
import type { IdpConfig } from '../../config/readIdpConfig';
import { commitOrRemove } from './commitOrRemove';
import { toIntentId } from './intent';
import { checkName, toTopics } from './names';
import { readWorkspaceFiles } from './readWorkspaceFiles';
import { examples } from './repoCreate.examples';
import {
  assertStillOwn,
  ensureRepository,
  findOwnRepository,
  RepositoryTarget,
} from './repository';
import { toCommitAuthor } from './requester';
import { resolveOwner } from './resolveOwner';
import {
  ensureBranchProtection,
  ensureEnvironment,
  ensureWebhook,
  grantTeamAccess,
  setDescription,
  setTopics,
  TeamAccess,
} from './settings';

/** Options for {@link createRepoCreateAction}. */
export interface RepoCreateActionOptions extends GithubPatience {
  config: IdpConfig;
  integrations: ScmIntegrationRegistry;
  catalog: CatalogService;
  credentialsProvider?: GithubCredentialsProvider;
  /** Time limit of one call to GitHub; only tests change it. */
  timeoutMs?: number;
}

/** The address that a repository will have, for dry runs: GitHub tells the real one. */
function predictUrl(
  integrations: ScmIntegrationRegistry,
  target: { host: string; organization: string; repository: string },
): string {
  const apiBaseUrl = integrations.github.byHost(target.host)?.config.apiBaseUrl;
  const protocol = apiBaseUrl ? new URL(apiBaseUrl).protocol : 'https:';
  return `${protocol}//${target.host}/${target.organization}/${target.repository}`;
}

/** The action `idp:repo:create`. */
export function createRepoCreateAction(options: RepoCreateActionOptions) {
  const { config, integrations, catalog } = options;
  const { host, organization } = config.github;
  const { prefix, webhook } = config.repositories;

  return createTemplateAction({
    id: 'idp:repo:create',
    description: `Creates the repository "${prefix}<name>" of a new component in the platform's organization, with the workspace as its first commit.`,
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        name: z =>
          z.string({
            description: `Name of the component: 3 to 40 characters, lower-case letters, digits and dashes, a letter first and no dash last. The repository is called "${prefix}<name>".`,
          }),
        description: z =>
          z
            .string({ description: 'What the component does, in a sentence.' })
            .max(350)
            .optional(),
        owner: z =>
          z
            .string({
              description:
                'Entity reference of the group or user that owns the component.',
            })
            .max(255),
        visibility: z =>
          z
            .enum(['private', 'internal', 'public'], {
              description:
                'Who may see the repository. The configuration has the default.',
            })
            .optional(),
        topics: z =>
          z
            .array(z.string(), { description: 'Topics of the repository.' })
            .max(19)
            .optional(),
        sourcePath: z =>
          z
            .string({
              description:
                'Folder of the workspace to commit. Defaults to all of it.',
            })
            .max(255)
            .default('.')
            .optional(),
        teamAccess: z =>
          z
            .array(
              z.object({
                team: z.string({ description: 'Slug of the team.' }).max(100),
                permission: z.enum([
                  'pull',
                  'triage',
                  'push',
                  'maintain',
                  'admin',
                ]),
              }),
              {
                description:
                  'Rights of teams. The owning group gets "maintain" by itself where the catalog knows its team.',
              },
            )
            .max(20)
            .optional(),
        environments: z =>
          z
            .array(z.string().max(255), {
              description: 'Deployment environments to create on GitHub.',
            })
            .max(10)
            .optional(),
        commitMessage: z =>
          z
            .string({ description: 'Message of the first commit.' })
            .max(1000)
            .optional(),
      },
      output: {
        repoUrl: z =>
          z.string({ description: 'Address of the repository page.' }),
        remoteUrl: z => z.string({ description: 'Address to clone from.' }),
        repoContentsUrl: z =>
          z.string({
            description:
              'Address of the files on the default branch, for catalog:register.',
          }),
        commitHash: z => z.string({ description: 'The first commit.' }),
        entityRef: z =>
          z.string({ description: 'Reference of the new component.' }),
      },
    },

    async handler(ctx) {
      const { input, logger, signal } = ctx;
      const name = checkName(input.name, {
        environments: config.environments,
        reserved: config.repositories.reservedNames,
      });
      const repository = `${prefix}${name}`;
      const topics = toTopics(input.topics ?? []);
      const owner = await resolveOwner({
        catalog,
        credentials: await ctx.getInitiatorCredentials(),
        owner: input.owner,
        organization,
      });
      const files = await readWorkspaceFiles(
        ctx.workspacePath,
        input.sourcePath ?? '.',
      );
      const target: RepositoryTarget = {
        octokit: createOctokit({
          integrations,
          host,
          owner: organization,
          credentialsProvider: options.credentialsProvider,
          logger,
          signal,
          timeoutMs: options.timeoutMs,
          maxWaitMs: options.maxWaitMs,
          limits: options.limits,
        }),
        organization,
        repository,
        intentId: toIntentId({
          taskId: ctx.task.id,
          stepId: ctx.step?.id ?? '',
          repository: `${host}/${organization}/${repository}`,
        }),
        signal,
      };
      const entityRef = stringifyEntityRef({
        kind: 'Component',
        namespace: 'default',
        name,
      });

      if (ctx.isDryRun) {
        await findOwnRepository(target);
        const repoUrl = predictUrl(integrations, {
          host,
          organization,
          repository,
        });
        logger.info(
          `Dry run: would create ${repoUrl} with ${files.length} files`,
        );
        ctx.output('repoUrl', repoUrl);
        ctx.output('remoteUrl', `${repoUrl}.git`);
        ctx.output('repoContentsUrl', `${repoUrl}/blob/main`);
        ctx.output('commitHash', '0'.repeat(40));
        ctx.output('entityRef', entityRef);
        return;
      }

      const key = (step: string) =>
        `idp.repo.${step}.${host}.${organization}.${repository}`;
      let isKnownToBeOurs = false;

      logger.info(`Creating repository ${organization}/${repository}`);
      const created = await ctx.checkpoint({
        key: key('create'),
        fn: async () => {
          const found = await ensureRepository(target, {
            visibility: input.visibility ?? config.repositories.visibility,
          });
          isKnownToBeOurs = true;
          return found;
        },
      });
      const write = <T extends JsonValue | void>(
        step: string,
        fn: () => Promise<T>,
      ) =>
        ctx.checkpoint({
          key: key(step),
          fn: async () => {
            if (!isKnownToBeOurs) {
              await assertStillOwn(target);
              isKnownToBeOurs = true;
            }
            return fn();
          },
        });

      logger.info(`Committing ${files.length} files`);
      const commitHash = await write('commit', () =>
        commitOrRemove(target, {
          branch: created.defaultBranch,
          message: input.commitMessage ?? `Create ${name}`,
          files,
          requestedBy: ctx.user?.ref,
          author: toCommitAuthor(ctx.user),
        }),
      );

      logger.info('Setting topics, access and protection');
      await write('topics', () => setTopics(target, topics));
      const teams: TeamAccess[] = [
        ...(owner.teamSlug &&
        !input.teamAccess?.some(({ team }) => team === owner.teamSlug)
          ? [{ team: owner.teamSlug, permission: 'maintain' as const }]
          : []),
        ...(input.teamAccess ?? []),
      ];
      for (const access of teams) {
        await write(`team.${access.team}`, () =>
          grantTeamAccess(target, access),
        );
      }
      for (const environment of input.environments ?? []) {
        await write(`environment.${environment}`, () =>
          ensureEnvironment(target, environment),
        );
      }
      if (webhook) {
        await write('webhook', () => ensureWebhook(target, webhook));
      }
      await write('protection', () =>
        ensureBranchProtection(target, created.defaultBranch, logger),
      );
      // Last on purpose: until then the description marks the repository as being set up.
      await write('description', () =>
        setDescription(target, input.description ?? ''),
      );

      ctx.output('repoUrl', created.htmlUrl);
      ctx.output('remoteUrl', created.cloneUrl);
      ctx.output(
        'repoContentsUrl',
        `${created.htmlUrl}/blob/${created.defaultBranch}`,
      );
      ctx.output('commitHash', commitHash);
      ctx.output('entityRef', entityRef);
    },
  });
}
