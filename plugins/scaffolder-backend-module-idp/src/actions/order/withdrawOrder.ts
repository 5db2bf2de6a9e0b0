import {
  findPullRequest,
  readBranch,
  toGithubError,
} from '@openportal/github-node';
import type { OrdersRepository } from '@openportal/plugin-crossplane-node';

/** Closes a pull request of ours and removes its branch; both may be gone already. */
export async function withdrawOrder(
  repository: OrdersRepository,
  pull: { number: number; branch: string },
): Promise<void> {
  const { octokit, owner, repo, signal } = repository;
  try {
    await octokit.rest.pulls.update({
      owner,
      repo,
      pull_number: pull.number,
      state: 'closed',
    });
    if (await readBranch({ octokit, owner, repo, branch: pull.branch })) {
      await octokit.rest.git.deleteRef({
        owner,
        repo,
        ref: `heads/${pull.branch}`,
      });
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw toGithubError(error, {
      action: `withdraw pull request #${pull.number}`,
      repository: `${owner}/${repo}`,
    });
  }
}

/**
 * Removes the branch of an order that failed before it had a pull request: nobody would find it there. Where that
 * fails too, the log names it; the order fails for its own reason.
 */
export async function removeUnusedBranch(
  repository: OrdersRepository,
  branch: string,
  logger: { warn(message: string): void },
): Promise<void> {
  const { octokit, owner, repo, baseBranch, signal } = repository;
  if (signal?.aborted) {
    // The next run of the task goes on with what is there.
    return;
  }
  try {
    const location = { octokit, owner, repo, signal };
    const pull = await findPullRequest({
      ...location,
      head: branch,
      base: baseBranch,
    });
    if (!pull && (await readBranch({ ...location, branch }))) {
      await octokit.rest.git.deleteRef({ owner, repo, ref: `heads/${branch}` });
    }
  } catch (error) {
    signal?.throwIfAborted();
    const { message } = toGithubError(error, {
      action: `remove branch "${branch}" of the failed order`,
      repository: `${owner}/${repo}`,
      fix: 'Delete it there if it exists: nothing uses it.',
    });
    logger.warn(message);
  }
}
