import { ConflictError } from '@backstage/errors';
import { findPullRequest } from '@openportal/github-node';
import {
  ChangeRef,
  operationBranch,
  operationOfCommitMessage,
} from '@openportal/plugin-deploy-node';
import { OrderFile } from './OrderFile';

const SEARCHED_COMMITS = 100;

/** Finds what an earlier call wrote for an operation. */
export async function findOrderChange(
  file: OrderFile,
  operationId: string,
): Promise<ChangeRef | undefined> {
  const { repository, target, path } = file;
  const { owner, repo, baseBranch } = repository;
  const pull = await findPullRequest({
    ...repository,
    head: operationBranch(target.environment, operationId),
    base: baseBranch,
  });
  if (pull) {
    const { own } = await findOwnCommit(file, operationId, pull.headOid, () =>
      // It knows its commits after it was merged, too.
      file
        .call(`list the commits of pull request #${pull.number}`, octokit =>
          octokit.rest.pulls.listCommits({
            owner,
            repo,
            pull_number: pull.number,
            per_page: SEARCHED_COMMITS,
          }),
        )
        .then(({ data }) => data),
    );
    if (own === undefined) {
      throw foreignBranch(file, pull.headBranch);
    }
    return {
      kind: 'pull-request',
      number: pull.number,
      url: pull.url,
      branch: pull.headBranch,
      headSha: own,
    };
  }
  const { data } = await file.call(`list the commits of '${path}'`, octokit =>
    octokit.rest.repos.listCommits({
      owner,
      repo,
      path,
      sha: baseBranch,
      per_page: SEARCHED_COMMITS,
    }),
  );
  const found = data.find(
    ({ commit }) => operationOfCommitMessage(commit.message) === operationId,
  );
  return found && { kind: 'commit', commit: found.sha, url: found.html_url };
}

/**
 * The commit of an operation on its own branch: the head, or an earlier one where somebody pushed after it. Foreign is a
 * branch that has commits, and none of the operation.
 */
export async function findOwnCommit(
  file: OrderFile,
  operationId: string,
  headOid: string,
  /** The commits that only this branch has, the oldest first. */
  listCommits: () => Promise<{ sha: string; commit: { message: string } }[]>,
): Promise<{ own?: string; isForeign: boolean }> {
  const { owner, repo } = file.repository;
  const isOwn = (message: string) =>
    operationOfCommitMessage(message) === operationId;
  const { data: head } = await file.call('read a commit', octokit =>
    octokit.rest.git.getCommit({ owner, repo, commit_sha: headOid }),
  );
  if (isOwn(head.message)) {
    return { own: headOid, isForeign: false };
  }
  const commits = await listCommits();
  // The first of them: what comes later may have copied its message.
  const own = commits.find(({ commit }) => isOwn(commit.message))?.sha;
  return { own, isForeign: own === undefined && commits.length > 0 };
}

/** Somebody else has the branch that an operation would use. */
export function foreignBranch(file: OrderFile, branch: string): ConflictError {
  return new ConflictError(
    `The branch "${branch}" of "${file.name}" has only commits of somebody else; remove it, then ask again`,
  );
}
