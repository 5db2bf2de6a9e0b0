import { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  GithubCredentialsProvider,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import { createOctokit, GithubLimits } from '@openportal/github-node';
import {
  ChangeRef,
  ChangeStatus,
  DeployTarget,
  DesiredChange,
  DesiredState,
  DesiredStateCapabilities,
  DesiredVersion,
  DesiredVersionHistoryEntry,
  PortCallOptions,
} from '@openportal/plugin-deploy-node';
import { BoundedCache } from './repository/BoundedCache';
import { GitRepository, createContentCaches } from './repository/GitRepository';
import { readChangeStatus } from './state/changeStatus';
import { abandonChange, mergeChange } from './state/concludePullRequest';
import { findChange } from './state/findChange';
import { readHistory } from './state/history';
import { assertWritable, proposeChange } from './state/proposeChange';
import { readVersion } from './state/readManifest';

const DEFAULT_HISTORY = 20;
const MAX_HISTORY = 100;

/** Desired state in the manifests of a GitHub repository: the image of a container, by commit or pull request. */
export class ManifestDesiredState implements DesiredState {
  readonly id = 'manifest';
  readonly capabilities: DesiredStateCapabilities = {
    propose: true,
    pullRequests: true,
    history: true,
  };
  readonly #integrations: ScmIntegrationRegistry;
  readonly #credentials: GithubCredentialsProvider;
  readonly #logger: LoggerService;
  readonly #limits: GithubLimits | undefined;
  readonly #defaultHost?: string;
  readonly #caches = createContentCaches();
  readonly #versions = new BoundedCache<DesiredVersion | undefined>(5000);

  constructor(options: {
    integrations: ScmIntegrationRegistry;
    logger: LoggerService;
    /** The pauses that GitHub asked for, on any replica. */
    limits?: GithubLimits;
    defaultHost?: string;
  }) {
    this.#integrations = options.integrations;
    this.#credentials = DefaultGithubCredentialsProvider.fromIntegrations(
      options.integrations,
    );
    this.#logger = options.logger;
    this.#limits = options.limits;
    this.#defaultHost = options.defaultHost;
  }

  async read(
    target: DeployTarget,
    options?: PortCallOptions,
  ): Promise<DesiredVersion | undefined> {
    const { repository, branch } = await this.#open(target, options);
    const revision = await repository.head(branch);
    // What a revision says never changes: asking again costs only the question for the head.
    return this.#versions.get(
      JSON.stringify([
        target.repository,
        revision,
        target.manifestPath,
        target.container,
        target.imageRepository,
      ]),
      () => readVersion(repository, target, revision),
    );
  }

  async history(
    target: DeployTarget,
    options?: PortCallOptions & { limit?: number },
  ): Promise<DesiredVersionHistoryEntry[]> {
    const { repository, branch } = await this.#open(target, options);
    return readHistory({
      repository,
      target,
      head: await repository.head(branch),
      limit: Math.min(options?.limit ?? DEFAULT_HISTORY, MAX_HISTORY),
    });
  }

  async propose(
    change: DesiredChange,
    options?: PortCallOptions,
  ): Promise<ChangeRef> {
    const opened = await this.#open(change.target, options);
    assertWritable(opened.settings.archived, opened.repository.name);
    return proposeChange({
      repository: opened.repository,
      branch: opened.branch,
      change,
    });
  }

  async find(
    target: DeployTarget,
    operationId: string,
    options?: PortCallOptions,
  ): Promise<ChangeRef | undefined> {
    const { repository, branch } = await this.#open(target, options);
    return findChange({ repository, target, branch, operationId });
  }

  async status(
    target: DeployTarget,
    ref: ChangeRef,
    options?: PortCallOptions,
  ): Promise<ChangeStatus> {
    const { repository, branch } = await this.#open(target, options);
    return readChangeStatus({ repository, branch, ref });
  }

  async merge(
    target: DeployTarget,
    ref: ChangeRef,
    options: PortCallOptions & { headSha: string },
  ): Promise<ChangeStatus> {
    const { repository, branch, settings } = await this.#open(target, options);
    return ref.kind === 'pull-request'
      ? mergeChange({
          repository,
          branch,
          ref,
          headSha: options.headSha,
          method: settings.mergeMethod,
        })
      : readChangeStatus({ repository, branch, ref });
  }

  async abandon(
    target: DeployTarget,
    ref: ChangeRef,
    options: PortCallOptions & { reason: string },
  ): Promise<ChangeStatus> {
    const { repository, branch } = await this.#open(target, options);
    return ref.kind === 'pull-request'
      ? abandonChange({
          repository,
          branch,
          ref,
          environment: target.environment,
          reason: options.reason,
        })
      : readChangeStatus({ repository, branch, ref });
  }

  async contains(
    target: DeployTarget,
    query: { revision: string; commit: string },
    options?: PortCallOptions,
  ): Promise<boolean | undefined> {
    return this.#repository(target, options).contains(
      query.revision,
      query.commit,
    );
  }

  async #open(target: DeployTarget, options?: PortCallOptions) {
    const repository = this.#repository(target, options);
    const settings = await repository.settings();
    return {
      repository,
      settings,
      branch: target.branch ?? settings.defaultBranch,
    };
  }

  #repository(target: DeployTarget, options?: PortCallOptions): GitRepository {
    if (!target.repository) {
      throw new InputError(
        `The entity '${target.entityRef}' names no repository; set the annotation github.com/project-slug or openportal.dev/gitops-repo`,
      );
    }
    const { owner, name } = target.repository;
    const host =
      target.repository.host ??
      this.#defaultHost ??
      this.#integrations.github.list()[0]?.config.host;
    if (!host) {
      throw new InputError(
        'No GitHub host is configured; add one under integrations.github',
      );
    }
    const signal = options?.signal;
    return new GitRepository({
      octokit: createOctokit({
        integrations: this.#integrations,
        credentialsProvider: this.#credentials,
        logger: this.#logger,
        host,
        owner,
        signal,
        limits: this.#limits,
      }),
      host,
      owner,
      repo: name,
      caches: this.#caches,
      signal,
    });
  }
}
