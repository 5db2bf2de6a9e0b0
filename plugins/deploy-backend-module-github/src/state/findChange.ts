import { ConflictError } from '@backstage/errors';
import { findPullRequest } from '@openportal/github-node';
import {
  ChangeRef,
  DeployTarget,
  operationBranch,
  operationOfCommitMessage,
} from '@openportal/plugin-deploy-node';
import { GitRepository } from '../access/GitRepository';
import { listChanges } from './readManifest';

const SEARCHED_PUSHES = 100;

/** The pull request that an earlier call opened for an operation. */
export async function findOperationPull(options: {
  repository: GitRepository;
  target: DeployTarget;
  branch: string;
  operationId: string;
}): Promise<ChangeRef | undefined> {
  const { repository, target, branch, operationId } = options;
  const pull = await findPullRequest({
    ...repository.location,
    head: operationBranch(target.environment, operationId),
    base: branch,
  });
  if (!pull) {
    return undefined;
  }
  const { own } = await findOwnCommit({
    repository,
    headOid: pull.headOid,
    operationId,
    // It knows its commits after it was merged, too.
    listCommits: async () => {
      const { data } = await repository.octokit.rest.pulls.listCommits({
        ...repository.place,
        pull_number: pull.number,
        per_page: SEARCHED_PUSHES,
      });
      return data;
    },
  });
  if (own === undefined) {
    throw foreignBranch(repository, pull.headBranch);
  }
  return {
    kind: 'pull-request',
    number: pull.number,
    url: pull.url,
    branch: pull.headBranch,
    headSha: own,
  };
}

/** A commit as GitHub lists it. */
type ListedCommit = { sha: string; commit: { message: string } };

/**
 * The commit of an operation on its own branch: the head, or an earlier one where somebody pushed after it. Foreign is a
 * branch that has commits, and none of the operation.
 */
export async function findOwnCommit(options: {
  repository: GitRepository;
  headOid: string;
  operationId: string;
  /** The commits that only the branch of the operation has, the oldest first. Asked for where the head is not ours. */
  listCommits: () => Promise<ListedCommit[]>;
}): Promise<{ own?: string; isForeign: boolean }> {
  const { repository, headOid, operationId, listCommits } = options;
  const isOwn = (message: string) =>
    operationOfCommitMessage(message) === operationId;
  if (isOwn((await repository.commit(headOid)).message)) {
    return { own: headOid, isForeign: false };
  }
  const commits = await repository.call(
    `list the commits of operation ${operationId}`,
    listCommits,
  );
  // The first of them: what comes later may have copied its message.
  const own = commits.find(({ commit }) => isOwn(commit.message))?.sha;
  return { own, isForeign: own === undefined && commits.length > 0 };
}

/** Somebody else has the branch that an operation would use. */
export function foreignBranch(
  repository: GitRepository,
  branch: string,
): ConflictError {
  return new ConflictError(
    `The branch "${branch}" of "${repository.name}" has only commits of somebody else; remove it, then ask again`,
  );
}

/** The commit that an earlier call wrote for an operation, seen from the head of the branch. */
export async function findOperationCommit(options: {
  repository: GitRepository;
  target: DeployTarget;
  head: string;
  operationId: string;
}): Promise<ChangeRef | undefined> {
  const { repository, target, head, operationId } = options;
  const commit = (await listChanges(repository, target, head)).find(
    ({ message }) => operationOfCommitMessage(message) === operationId,
  );
  return (
    commit && {
      kind: 'commit',
      commit: commit.sha,
      url: repository.commitUrl(commit.sha),
    }
  );
}
