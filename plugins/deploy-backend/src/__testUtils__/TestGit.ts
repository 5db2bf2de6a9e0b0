import { createHash } from 'node:crypto';
import { ConflictError, NotFoundError } from '@backstage/errors';
import { provesImage } from '@openportal/plugin-deploy-common';
import {
  ChangeRef,
  ChangeReview,
  ChangeStatus,
  DeployTarget,
  DesiredChange,
  DesiredState,
  DesiredVersion,
  operationBranch,
} from '@openportal/plugin-deploy-node';

type Commit = {
  sha: string;
  path: string;
  image: string;
  operationId?: string;
  author: string;
  at: string;
};

type PullRequest = {
  number: number;
  change: DesiredChange;
  headSha: string;
  state: 'open' | 'merged' | 'closed';
  commit?: string;
  mergedBy?: string;
  closedBy?: string;
  reviews: ChangeReview[];
};

/** A git host in memory: one branch with a linear history, and pull requests on it. */
export class TestGit implements DesiredState {
  readonly id = 'manifest';
  readonly capabilities = {
    propose: true,
    pullRequests: true,
    history: true,
    diff: false,
  };
  readonly commits: Commit[] = [];
  readonly pullRequests: PullRequest[] = [];
  /** Hashes of the manifests apart from the image, by path, where the test says so. */
  readonly templates = new Map<string, string>();
  /** Called with the name of each method before it does anything. */
  onCall: (method: string) => Promise<void> | void = () => {};
  /** Called after `propose` or `merge` took effect, before its answer. */
  afterEffect: (method: string) => Promise<void> | void = () => {};
  /** What branch protection would say to a merge. */
  protection?: string;

  /** Writes to the branch, as a person or a build would. */
  write(path: string, image: string, operationId?: string): string {
    const sha = hash(`${this.commits.length}:${path}:${image}`);
    this.commits.push({
      sha,
      path,
      image,
      operationId,
      author: operationId === undefined ? 'somebody' : 'openportal[bot]',
      at: new Date(
        1_700_000_000_000 + this.commits.length * 60_000,
      ).toISOString(),
    });
    return sha;
  }

  get head(): string {
    return this.commits.at(-1)?.sha ?? '';
  }

  async read(target: DeployTarget): Promise<DesiredVersion | undefined> {
    await this.onCall('read');
    const commit = this.#last(target);
    return (
      commit && {
        image: commit.image,
        revision: this.head,
        template: this.templates.get(target.manifestPath),
        changedBy: { commit: commit.sha, author: commit.author, at: commit.at },
      }
    );
  }

  async history(target: DeployTarget) {
    await this.onCall('history');
    return this.commits
      .filter(commit => commit.path === target.manifestPath)
      .reverse()
      .map(({ image, sha, at, author }) => ({
        image,
        commit: sha,
        committedAt: at,
        author,
      }));
  }

  async find(
    target: DeployTarget,
    operationId: string,
  ): Promise<ChangeRef | undefined> {
    await this.onCall('find');
    const pullRequest = this.pullRequests.find(
      ({ change }) => change.operationId === operationId,
    );
    if (pullRequest) {
      return {
        kind: 'pull-request',
        number: pullRequest.number,
        url: `https://git.test/pull/${pullRequest.number}`,
        branch: operationBranch(target.environment, operationId),
        headSha: ownHead(operationId),
      };
    }
    const commit = this.commits.find(
      candidate => candidate.operationId === operationId,
    );
    return commit && { kind: 'commit', commit: commit.sha };
  }

  async propose(change: DesiredChange): Promise<ChangeRef> {
    await this.onCall('propose');
    const { target, operationId, image } = change;
    const found = await this.find(target, operationId);
    if (found) {
      return found;
    }
    const current = this.#last(target);
    if (current && provesImage(current.image, image)) {
      return { kind: 'unchanged', commit: this.head };
    }
    if (
      change.expectedImage !== undefined &&
      current?.image !== change.expectedImage
    ) {
      throw new ConflictError(
        `'${target.manifestPath}' says '${current?.image}', not '${change.expectedImage}'`,
      );
    }
    if (
      change.expectedTemplate !== undefined &&
      this.templates.get(target.manifestPath) !== change.expectedTemplate
    ) {
      throw new ConflictError(`'${target.manifestPath}' was edited`);
    }
    if (change.mode === 'direct') {
      this.write(target.manifestPath, image, operationId);
    } else {
      this.pullRequests.push({
        number: this.pullRequests.length + 1,
        change,
        headSha: ownHead(operationId),
        state: 'open',
        reviews: [],
      });
    }
    await this.afterEffect('propose');
    const made = await this.find(target, operationId);
    if (!made) {
      throw new Error('Nothing was made');
    }
    return made;
  }

  async status(_target: DeployTarget, ref: ChangeRef): Promise<ChangeStatus> {
    await this.onCall('status');
    return this.#status(ref);
  }

  async merge(
    _target: DeployTarget,
    ref: ChangeRef,
    options: { headSha: string },
  ): Promise<ChangeStatus> {
    await this.onCall('merge');
    const pullRequest = this.#pullRequest(ref);
    if (pullRequest.headSha !== options.headSha) {
      return { ...this.#status(ref), blockedBy: 'The head is another one' };
    }
    if (this.protection === undefined && pullRequest.state === 'open') {
      this.#merge(pullRequest, 'openportal[bot]');
      await this.afterEffect('merge');
    }
    return this.#status(ref);
  }

  async abandon(_target: DeployTarget, ref: ChangeRef): Promise<ChangeStatus> {
    await this.onCall('abandon');
    const pullRequest = this.#pullRequest(ref);
    if (pullRequest.state === 'open') {
      pullRequest.state = 'closed';
      pullRequest.closedBy = 'openportal[bot]';
    }
    return this.#status(ref);
  }

  async contains(
    _target: DeployTarget,
    query: { revision: string; commit: string },
  ): Promise<boolean | undefined> {
    await this.onCall('contains');
    const shas = this.commits.map(({ sha }) => sha);
    const revision = shas.indexOf(query.revision);
    const commit = shas.indexOf(query.commit);
    return revision < 0 ? undefined : commit >= 0 && commit <= revision;
  }

  /** Merges as a person does at the host. */
  mergeByHand(ref: ChangeRef, by = 'approver'): void {
    this.#merge(this.#pullRequest(ref), by);
  }

  /** Closes as a person does at the host. */
  closeByHand(ref: ChangeRef, by = 'approver'): void {
    const pullRequest = this.#pullRequest(ref);
    pullRequest.state = 'closed';
    pullRequest.closedBy = by;
  }

  /** Pushes to the branch of a pull request, as a person does. */
  pushByHand(ref: ChangeRef): void {
    const pullRequest = this.#pullRequest(ref);
    pullRequest.headSha = hash(`pushed after ${pullRequest.headSha}`);
  }

  /** Reviews the present head of the newest pull request. */
  review(review: Partial<ChangeReview> & { author: string }): void {
    const pullRequest = this.pullRequests.at(-1);
    pullRequest?.reviews.push({
      state: 'approved',
      mayApprove: true,
      headSha: pullRequest.headSha,
      ...review,
    });
  }

  #merge(pullRequest: PullRequest, by: string): void {
    const { change } = pullRequest;
    pullRequest.state = 'merged';
    pullRequest.mergedBy = by;
    pullRequest.commit = this.write(
      change.target.manifestPath,
      change.image,
      change.operationId,
    );
  }

  #status(ref: ChangeRef): ChangeStatus {
    if (ref.kind !== 'pull-request') {
      return {
        state: 'landed',
        commit: ref.kind === 'job' ? undefined : ref.commit,
        reviews: [],
      };
    }
    const pullRequest = this.#pullRequest(ref);
    const states = {
      open: 'open',
      merged: 'landed',
      closed: 'closed',
    } as const;
    return {
      state: states[pullRequest.state],
      commit: pullRequest.commit,
      headSha: pullRequest.headSha,
      reviews: pullRequest.reviews,
      // Like GitHub: this is about conflicts, and not about the protection of the branch.
      mergeable: true,
      blockedBy: this.protection,
      mergedBy: pullRequest.mergedBy,
      closedBy: pullRequest.closedBy,
    };
  }

  #pullRequest(ref: ChangeRef): PullRequest {
    const found =
      ref.kind === 'pull-request'
        ? this.pullRequests.find(({ number }) => number === ref.number)
        : undefined;
    if (!found) {
      throw new NotFoundError('No such pull request');
    }
    return found;
  }

  #last(target: DeployTarget): Commit | undefined {
    return this.commits.findLast(({ path }) => path === target.manifestPath);
  }
}

/** What the operation itself put on its branch. */
function ownHead(operationId: string): string {
  return hash(`head of ${operationId}`);
}

function hash(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
