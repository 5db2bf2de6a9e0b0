import { ConflictError, InputError } from '@backstage/errors';
import { LoggerService } from '@backstage/backend-plugin-api';
import { readBranch } from '@openportal/github-node';
import {
  ChangeRef,
  ChangeStatus,
  DeployTarget,
  DesiredChange,
  DesiredState,
  DesiredStateCapabilities,
  DesiredVersion,
  DesiredVersionHistoryEntry,
  operationBranch,
  PortCallOptions,
} from '@openportal/plugin-deploy-node';
import { BoundedCache } from './access/BoundedCache';
import { GithubAccess } from './access/GithubAccess';
import { repositoryOf } from './access/repositoryOf';
import { GitRepository } from './access/GitRepository';
import { findBranchChange, proposeBranch } from './branch/proposeBranch';
import { readBranchImage } from './branch/readBranchVersion';
import { readRecordMessage } from './records/DeploymentRecord';
import { DeploymentRecords } from './records/DeploymentRecords';
import { readChangeStatus } from './state/changeStatus';
import { abandonChange, mergeChange } from './state/concludePullRequest';
import { collapse } from './state/history';
import { assertWritable } from './state/proposeChange';

const DEFAULT_HISTORY = 20;
const MAX_HISTORY = 100;

/** Desired state in branches: what the branch of an environment is at should run there. */
export class BranchDesiredState implements DesiredState {
  readonly id = 'branch';
  readonly capabilities: DesiredStateCapabilities = {
    propose: true,
    pullRequests: true,
    history: true,
    diff: false,
  };
  readonly #access: GithubAccess;
  readonly #logger: LoggerService;
  readonly #records = new DeploymentRecords();
  readonly #images = new BoundedCache<{ image?: string }>(5000);

  constructor(options: { access: GithubAccess; logger: LoggerService }) {
    this.#access = options.access;
    this.#logger = options.logger;
  }

  async read(
    target: DeployTarget,
    options?: PortCallOptions,
  ): Promise<DesiredVersion | undefined> {
    const { repository, branch } = await this.#open(target, options);
    const head = await readBranch({ ...repository.location, branch });
    if (!head) {
      return undefined;
    }
    const { image } = await this.#images.get(
      JSON.stringify([
        repository.details.nodeId,
        branch,
        head,
        target.imageRepository,
      ]),
      async () => ({
        image: await readBranchImage({
          repository,
          records: this.#records,
          target,
          head,
        }),
      }),
    );
    if (!image) {
      throw new InputError(
        `Nothing says which image '${branch}' of "${repository.name}" is built to; set the annotation openportal.dev/image of '${target.entityRef}'`,
      );
    }
    const { author, committedAt } = await repository.commit(head);
    return {
      image,
      revision: head,
      changedBy: { commit: head, author, at: committedAt },
      url: `${repository.details.url}/tree/${branch}`,
    };
  }

  async history(
    target: DeployTarget,
    options?: PortCallOptions & { limit?: number },
  ): Promise<DesiredVersionHistoryEntry[]> {
    const limit = Math.min(options?.limit ?? DEFAULT_HISTORY, MAX_HISTORY);
    const { repository } = await this.#open(target, options);
    const current = await this.read(target, options);
    const records = await this.#records.list(repository, target, limit);
    const entries = records.map(({ image, commit, at, author }) => ({
      image,
      commit,
      committedAt: at,
      author,
      url: repository.commitUrl(commit),
    }));
    // What somebody pushed by hand has no record.
    const isNoted = !current || entries[0]?.commit === current.revision;
    const pushed = isNoted
      ? []
      : [
          {
            image: current.image,
            commit: current.revision,
            committedAt: current.changedBy?.at ?? '',
            author: current.changedBy?.author,
            url: repository.commitUrl(current.revision),
          },
        ];
    return collapse([...pushed, ...entries]).slice(0, limit);
  }

  async propose(
    change: DesiredChange,
    options?: PortCallOptions,
  ): Promise<ChangeRef> {
    const { repository, branch } = await this.#open(change.target, options);
    assertWritable(repository);
    return proposeBranch({
      repository,
      records: this.#records,
      branch,
      change,
    });
  }

  async find(
    target: DeployTarget,
    operationId: string,
    options?: PortCallOptions,
  ): Promise<ChangeRef | undefined> {
    const { repository, branch } = await this.#open(target, options);
    return findBranchChange({
      repository,
      records: this.#records,
      branch,
      change: { target, operationId },
    });
  }

  async status(
    target: DeployTarget,
    ref: ChangeRef,
    options?: PortCallOptions,
  ): Promise<ChangeStatus> {
    const { repository, branch } = await this.#open(target, options);
    const status = await readChangeStatus({ repository, branch, ref });
    await this.#note(repository, target, ref, status);
    return status;
  }

  async merge(
    target: DeployTarget,
    ref: ChangeRef,
    options: PortCallOptions & { headSha: string },
  ): Promise<ChangeStatus> {
    const { repository, branch } = await this.#open(target, options);
    if (ref.kind !== 'pull-request') {
      return readChangeStatus({ repository, branch, ref });
    }
    if (repository.details.allowMergeCommit === false) {
      const status = await readChangeStatus({ repository, branch, ref });
      return {
        ...status,
        ...(status.state === 'open' && {
          blockedBy: `"${repository.name}" allows no merge commits, and another kind of merge would tear '${branch}' from its source; allow them in the settings of the repository`,
        }),
      };
    }
    const status = await mergeChange({
      repository,
      branch,
      ref,
      headSha: options.headSha,
      method: 'merge',
    });
    await this.#note(repository, target, ref, status);
    return status;
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

  async contains(
    target: DeployTarget,
    query: { revision: string; commit: string },
    options?: PortCallOptions,
  ): Promise<boolean | undefined> {
    const { repository } = await this.#open(target, options);
    return repository.contains(query.revision, query.commit);
  }

  /** A pull request that landed, by whomever, gets the tags that a direct change has from the beginning. */
  async #note(
    repository: GitRepository,
    target: DeployTarget,
    ref: ChangeRef,
    { state, commit }: ChangeStatus,
  ): Promise<void> {
    if (ref.kind !== 'pull-request' || state !== 'landed' || !commit) {
      return;
    }
    const { message } = await repository.commit(ref.headSha);
    const said = readRecordMessage(message);
    const isOwn =
      said !== undefined &&
      ref.branch === operationBranch(target.environment, said.operationId);
    if (!isOwn || (await this.#records.find(repository, said.operationId))) {
      return;
    }
    try {
      const [title] = message.split('\n');
      await this.#records.write(repository, {
        target,
        ...said,
        commit,
        title,
        body: '',
      });
    } catch (error) {
      // Another replica may have been quicker. The change itself landed in any case.
      if (!(error instanceof ConflictError)) {
        this.#logger.warn(
          `The tags of a deployment of "${repository.name}" could not be written`,
          { reason: String(error) },
        );
      }
    }
  }

  async #open(target: DeployTarget, options?: PortCallOptions) {
    return {
      repository: await this.#access.open(repositoryOf(target), options),
      // Never the default branch: that is where everybody works.
      branch: target.branch ?? target.environment,
    };
  }
}
