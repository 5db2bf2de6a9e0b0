import { ConflictError } from '@backstage/errors';
import { readCommitTrailer, toGithubError } from '@openportal/github-node';
import {
  orderFileChanges,
  OrdersRepository,
  readOrderFile,
  readSnapshot,
} from '@openportal/plugin-crossplane-node';
import { INTENT_TRAILER } from '../repo/intent';
import { contentOn, OrderChange } from './OrderChange';

/**
 * What the head of a branch is to a task that finds it: `ours`, exactly what this task writes; `base`, a branch that
 * got no commit yet; `foreign`, something that nobody decided on. A commit's message can be copied, so that it alone
 * proves nothing: the files have to be those that were decided on, and no others.
 */
export async function recognizeHead(
  repository: OrdersRepository,
  change: OrderChange,
  oid: string,
): Promise<'ours' | 'base' | 'foreign'> {
  const { octokit, owner, repo, signal } = repository;
  try {
    const { ahead, startOid, paths } = await compareWithBase(repository, oid);
    if (!ahead) {
      return 'base';
    }
    const { data: commit } = await octokit.rest.git.getCommit({
      owner,
      repo,
      commit_sha: oid,
    });
    const intent = readCommitTrailer(commit.message, INTENT_TRAILER);
    return intent === change.intentId &&
      (await isWhatWeWrite(repository, change, { oid, startOid, paths }))
      ? 'ours'
      : 'foreign';
  } catch (error) {
    signal?.throwIfAborted();
    throw toGithubError(error, {
      action: `read branch "${change.branch}"`,
      repository: `${owner}/${repo}`,
    });
  }
}

/** The refusal to go on with a branch that somebody pushed to. */
export function foreignHead(
  repository: OrdersRepository,
  change: OrderChange,
  oid: string,
): ConflictError {
  return new ConflictError(
    `Somebody pushed commit ${oid} to branch "${change.branch}" of "${repository.owner}/${repository.repo}": look at it there and merge it by hand, or delete the branch and order again`,
  );
}

/** How a commit differs from the branch that Flux reads, since both went separate ways. */
export async function compareWithBase(
  repository: OrdersRepository,
  oid: string,
): Promise<{ ahead: boolean; startOid: string; paths: string[] }> {
  const { octokit, owner, repo, baseBranch, signal } = repository;
  try {
    const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
      owner,
      repo,
      basehead: `${baseBranch}...${oid}`,
      per_page: 1,
    });
    return {
      ahead: data.ahead_by > 0,
      startOid: data.merge_base_commit.sha,
      paths: (data.files ?? []).map(({ filename }) => filename),
    };
  } catch (error) {
    signal?.throwIfAborted();
    throw toGithubError(error, {
      action: `compare ${oid} with branch "${baseBranch}"`,
      repository: `${owner}/${repo}`,
    });
  }
}

async function isWhatWeWrite(
  repository: OrdersRepository,
  change: OrderChange,
  found: { oid: string; startOid: string; paths: string[] },
): Promise<boolean> {
  const start = await readSnapshot(repository, found.startOid, change.path);
  const { additions, deletions } = orderFileChanges(
    start,
    contentOn(change, start),
  );
  const expected = [...additions.map(({ path }) => path), ...deletions];
  if ([...expected].sort().join('\n') !== [...found.paths].sort().join('\n')) {
    return false;
  }
  for (const { path, content } of additions) {
    const file = await readOrderFile(repository, path, found.oid);
    if (file?.content !== content) {
      return false;
    }
  }
  return true;
}
