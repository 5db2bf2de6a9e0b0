import { ConflictError } from '@backstage/errors';
import { lookThenAct } from '../client/lookThenAct';
import { classifyGithubError } from '../errors/classifyGithubError';
import { toGithubError } from '../errors/toGithubError';
import { PullRequestOptions, readPullRequest } from './readPullRequest';

/**
 * Options for {@link mergePullRequest}.
 *
 * @public
 */
export interface MergePullRequestOptions extends PullRequestOptions {
  /** The head that was decided on: when somebody pushed meanwhile, nothing is merged. */
  expectedSha: string;
  /** Defaults to `squash`. */
  method?: 'merge' | 'squash' | 'rebase';
  commitTitle?: string;
  commitMessage?: string;
}

/**
 * Merges a pull request, provided that its head is still the expected commit.
 *
 * @remarks
 *
 * A pull request that is merged already, by us or by hand, counts as success.
 *
 * @public
 */
export async function mergePullRequest(
  options: MergePullRequestOptions,
): Promise<{ mergeCommitOid: string }> {
  const { octokit, owner, repo, number, expectedSha, signal } = options;
  try {
    const { value } = await lookThenAct({
      look: async () => {
        const pull = await readPullRequest(options);
        if (pull.state === 'closed') {
          throw new ConflictError(
            `Pull request #${number} of "${owner}/${repo}" was closed without merging. Open a new one when the change is still wanted.`,
          );
        }
        if (pull.state === 'open' && pull.headOid !== expectedSha) {
          throw new ConflictError(
            `Pull request #${number} of "${owner}/${repo}" moved from ${expectedSha} to ${pull.headOid} meanwhile. Look at the new commits, then merge again.`,
          );
        }
        return pull.mergeCommitOid;
      },
      act: async () => {
        const { data } = await octokit.rest.pulls.merge({
          owner,
          repo,
          pull_number: number,
          sha: expectedSha,
          merge_method: options.method ?? 'squash',
          commit_title: options.commitTitle,
          commit_message: options.commitMessage,
        });
        return data.sha;
      },
      signal,
    });
    return { mergeCommitOid: value };
  } catch (error) {
    signal?.throwIfAborted();
    const isBlocked = classifyGithubError(error).status === 405;
    throw isBlocked
      ? new ConflictError(
          `Pull request #${number} of "${owner}/${repo}" cannot be merged yet: ${
            classifyGithubError(error).detail
          }. Wait for its checks and reviews, or resolve its conflicts.`,
        )
      : toGithubError(error, {
          action: `merge pull request #${number}`,
          repository: `${owner}/${repo}`,
        });
  }
}
