import { NotAllowedError } from '@backstage/errors';
import { ManifestDifference } from '@openportal/plugin-deploy-common';
import {
  ChangeRef,
  ChangeStatus,
  DeployTarget,
  DesiredChange,
  DesiredReadOptions,
  DesiredState,
  DesiredStateCapabilities,
  DesiredVersion,
  DesiredVersionHistoryEntry,
  PortCallOptions,
} from '@openportal/plugin-deploy-node';
import { BoundedCache } from './access/BoundedCache';
import { GithubAccess } from './access/GithubAccess';
import { repositoryOf } from './access/repositoryOf';
import { readChangeStatus } from './state/changeStatus';
import { compareEnvironments } from './state/compareEnvironments';
import { abandonChange, mergeChange } from './state/concludePullRequest';
import { findOperationCommit, findOperationPull } from './state/findChange';
import { readHistory } from './state/history';
import { assertWritable, proposeChange } from './state/proposeChange';
import { originOf, readVersion } from './state/readManifest';

const DEFAULT_HISTORY = 20;
const MAX_HISTORY = 100;

/** Desired state in the manifests of a GitHub repository: the image of a container, by commit or pull request. */
export class ManifestDesiredState implements DesiredState {
  readonly id = 'manifest';
  readonly capabilities: DesiredStateCapabilities = {
    propose: true,
    pullRequests: true,
    history: true,
    diff: true,
  };
  readonly #access: GithubAccess;
  readonly #versions = new BoundedCache<DesiredVersion | undefined>(5000);

  constructor(options: { access: GithubAccess }) {
    this.#access = options.access;
  }

  async read(
    target: DeployTarget,
    options: DesiredReadOptions = {},
  ): Promise<DesiredVersion | undefined> {
    const { repository, branch } = await this.#open(target, options);
    const { known, wrote } = options;
    const revision =
      wrote === undefined
        ? await repository.recentHead(branch)
        : await repository.headAfter(branch, wrote);
    const origin = originOf(repository, target);
    // What a revision says never changes: asking again costs only the question for the head.
    if (known?.revision === revision && known.origin === origin) {
      return known;
    }
    return this.#versions.get(`${origin} ${revision}`, async () => {
      const version = await readVersion(repository, target, revision);
      return version && { ...version, origin };
    });
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
    const { repository, branch } = await this.#open(change.target, options);
    try {
      assertWritable(repository);
      return await proposeChange({ repository, branch, change });
    } catch (error) {
      if (error instanceof NotAllowedError) {
        // The settings may be those of a moment ago.
        const now = await this.#open(change.target, {
          ...options,
          fresh: true,
        });
        assertWritable(now.repository);
      }
      throw error;
    }
  }

  async find(
    target: DeployTarget,
    operationId: string,
    options?: PortCallOptions,
  ): Promise<ChangeRef | undefined> {
    const { repository, branch } = await this.#open(target, options);
    const place = { repository, target, branch, operationId };
    return (
      (await findOperationPull(place)) ??
      findOperationCommit({ ...place, head: await repository.head(branch) })
    );
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
    const { repository, branch } = await this.#open(target, options);
    return ref.kind === 'pull-request'
      ? mergeChange({
          repository,
          branch,
          ref,
          headSha: options.headSha,
          method: repository.mergeMethod,
        })
      : readChangeStatus({ repository, branch, ref });
  }

  async abandon(
    target: DeployTarget,
    ref: ChangeRef,
    options: PortCallOptions & { reason: string },
  ): Promise<ChangeStatus> {
    const { repository, branch } = await this.#open(target, options);
    return abandonChange({
      repository,
      branch,
      ref,
      environment: target.environment,
      reason: options.reason,
    });
  }

  async diff(
    from: DeployTarget,
    to: DeployTarget,
    options?: PortCallOptions,
  ): Promise<ManifestDifference[]> {
    const [left, right] = await Promise.all(
      [from, to].map(async target => {
        const { repository, branch } = await this.#open(target, options);
        return { repository, target, head: await repository.head(branch) };
      }),
    );
    return compareEnvironments(left, right);
  }

  async contains(
    target: DeployTarget,
    query: { revision: string; commit: string },
    options?: PortCallOptions,
  ): Promise<boolean | undefined> {
    const { repository } = await this.#open(target, options);
    return repository.contains(query.revision, query.commit);
  }

  async #open(
    target: DeployTarget,
    options?: PortCallOptions & { fresh?: boolean },
  ) {
    const repository = await this.#access.open(repositoryOf(target), options);
    return {
      repository,
      branch: target.branch ?? repository.details.defaultBranch,
    };
  }
}
