import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import type { Entity, UserEntity } from '@backstage/catalog-model';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { Sandbox, startSandbox } from '@openportal/sandbox';
import { Octokit } from '@octokit/rest';
import type { GithubPatience } from '../../../config/readGithubPatience';
import type { IdpConfig } from '../../../config/readIdpConfig';
import { createRepoCreateAction } from '../repoCreate';

const developer: UserEntity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'developer' },
  spec: {
    profile: { displayName: 'Developer', email: 'developer@example.com' },
    memberOf: ['team-alpha'],
  },
};

const teamAlpha: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: {
    name: 'team-alpha',
    annotations: { 'github.com/team-slug': 'sandbox/team-alpha' },
  },
  spec: { type: 'team', children: [] },
};

/** Checkpoints of one task, as the scaffolder keeps them. */
export type CheckpointStore = Map<string, string>;

type Action = ReturnType<typeof createRepoCreateAction>;
type Context = Parameters<Action['handler']>[0];

/** Input of the action; owner and description have a default. */
export type RepoCreateInput = Partial<Context['input']> & { name: string };

/** One run of the action. */
export interface RunOptions {
  input: RepoCreateInput;
  taskId?: string;
  checkpoints?: CheckpointStore;
  signal?: AbortSignal;
  isDryRun?: boolean;
  /** Replaces the portal's token. */
  token?: string;
  config?: Partial<IdpConfig['repositories']>;
  /** How it gets along with GitHub's limits. */
  patience?: GithubPatience;
}

/** The action with a real GitHub on the other end. */
export interface RepoCreateHarness {
  sandbox: Sandbox;
  octokit: Octokit;
  /** Content of the workspace. */
  files: Record<string, string>;
  logger: ReturnType<typeof mockServices.logger.mock>;
  run(options: RunOptions): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

/** Starts a sandbox and prepares the action for it. */
export async function startRepoCreateHarness(): Promise<RepoCreateHarness> {
  const sandbox = await startSandbox({ seed: 'minimal' });
  const { github } = sandbox.endpoints;
  const workspace = createMockDirectory();
  const files = {
    'README.md': '# Ours\n',
    'catalog-info.yaml': 'kind: Component\n',
    deploy: { 'deployment.yaml': 'kind: Deployment\n' },
  };
  workspace.setContent(files);
  const logger = mockServices.logger.mock({ child: () => logger });

  return {
    sandbox,
    octokit: new Octokit({ baseUrl: github.apiUrl, auth: github.token }),
    files: {
      'README.md': files['README.md'],
      'catalog-info.yaml': files['catalog-info.yaml'],
      'deploy/deployment.yaml': files.deploy['deployment.yaml'],
    },
    logger,
    async run(options) {
      const host = new URL(github.url).host;
      const integrations = ScmIntegrations.fromConfig(
        mockServices.rootConfig({
          data: {
            integrations: {
              github: [
                {
                  host,
                  apiBaseUrl: github.apiUrl,
                  token: options.token ?? github.token,
                },
              ],
            },
          },
        }),
      );
      const action = createRepoCreateAction({
        config: {
          github: { host, organization: github.organization },
          environments: ['development', 'qa', 'staging', 'prod'],
          repositories: {
            prefix: 'idp-',
            visibility: 'private',
            reservedNames: ['argocd'],
            ...options.config,
          },
        },
        integrations,
        catalog: catalogServiceMock({ entities: [developer, teamAlpha] }),
        timeoutMs: 2000,
        ...options.patience,
      });
      const outputs: Record<string, unknown> = {};
      const checkpoints = options.checkpoints ?? new Map();
      const context = createMockActionContext({
        workspacePath: workspace.path,
        task: { id: options.taskId ?? 'task-1' },
        user: { entity: developer, ref: 'user:default/developer' },
      });
      await action.handler({
        ...context,
        input: {
          description: 'Takes payments',
          owner: 'group:default/team-alpha',
          ...options.input,
        },
        logger,
        isDryRun: options.isDryRun,
        signal: options.signal,
        output: (name, value) => {
          outputs[name] = value;
        },
        checkpoint: async ({ key, fn }) => {
          if (!checkpoints.has(key)) {
            // The scaffolder stores JSON: what a run gets back is never the same object.
            checkpoints.set(key, JSON.stringify((await fn()) ?? null));
          }
          return JSON.parse(checkpoints.get(key) ?? 'null');
        },
      });
      return outputs;
    },
    close: () => sandbox.close(),
  };
}
