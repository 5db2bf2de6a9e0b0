import { ConflictError } from '@backstage/errors';
import {
  commitFiles,
  CommitAuthor,
  readCommitTrailer,
  toGithubError,
} from '@openportal/github-node';
import { INTENT_TRAILER } from './intent';
import type { WorkspaceFile } from './readWorkspaceFiles';
import { RepositoryTarget, waitForBranch } from './repository';

/** What the first commit says and holds. */
export interface FirstCommit {
  branch: string;
  message: string;
  files: WorkspaceFile[];
  /** Entity reference of who asked. */
  requestedBy?: string;
  author?: CommitAuthor;
}

// GitHub's own first commit puts this file there; ours decides whether it stays.
const INITIAL_FILE = 'README.md';

async function findCommit(
  target: RepositoryTarget,
  branch: string,
): Promise<string | undefined> {
  const { data } = await target.octokit.rest.repos.listCommits({
    owner: target.organization,
    repo: target.repository,
    sha: branch,
    per_page: 50,
  });
  return data.find(
    ({ commit }) =>
      readCommitTrailer(commit.message, INTENT_TRAILER) === target.intentId,
  )?.sha;
}

/** Commits the workspace, or finds the commit that an interrupted run of the same task wrote. */
export async function ensureFirstCommit(
  target: RepositoryTarget,
  commit: FirstCommit,
): Promise<string> {
  const { octokit, organization, repository, intentId, signal } = target;
  const repositoryName = `${organization}/${repository}`;
  const head = await waitForBranch(target, commit.branch);
  try {
    const existing = await findCommit(target, commit.branch);
    if (existing) {
      return existing;
    }
    const { oid } = await commitFiles({
      octokit,
      owner: organization,
      repo: repository,
      branch: commit.branch,
      expectedHeadOid: head,
      message: commit.message,
      additions: commit.files,
      deletions: commit.files.some(({ path }) => path === INITIAL_FILE)
        ? []
        : [INITIAL_FILE],
      author: commit.author,
      trailers: [
        { key: INTENT_TRAILER, value: intentId },
        ...(commit.requestedBy
          ? [{ key: 'Requested-by', value: commit.requestedBy }]
          : []),
      ],
      signal,
    });
    return oid;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ConflictError) {
      // A second worker of the same task may have been faster.
      const late = await findCommit(target, commit.branch);
      if (late) {
        return late;
      }
    }
    throw toGithubError(error, {
      action: 'commit the files of the template',
      repository: repositoryName,
    });
  }
}
