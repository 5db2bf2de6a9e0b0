import type { GithubClient } from '../client/createOctokit';
import { toGithubError } from '../errors/toGithubError';
import { PullRequestSummary, toPullRequestSummary } from './findPullRequest';

/**
 * Names a pull request by its number.
 *
 * @public
 */
export interface PullRequestOptions {
  octokit: GithubClient;
  owner: string;
  repo: string;
  number: number;
  signal?: AbortSignal;
}

/**
 * A pull request with what GitHub says about merging it.
 *
 * @public
 */
export interface PullRequestDetails extends PullRequestSummary {
  /**
   * GitHub's word for whether it can be merged: `clean`, `blocked`, `behind`, `dirty`, `unstable`, `has_hooks`,
   * `draft` or `unknown`, which means that GitHub is still computing it.
   */
  mergeableState: string;
  autoMergeArmed: boolean;
}

/**
 * Reads one pull request.
 *
 * @public
 */
export async function readPullRequest(
  options: PullRequestOptions,
): Promise<PullRequestDetails> {
  const { octokit, owner, repo, number } = options;
  try {
    const { data } = await octokit.rest.pulls.get({
      owner,
      repo,
      pull_number: number,
    });
    return {
      ...toPullRequestSummary(data),
      mergeableState: data.mergeable_state,
      autoMergeArmed: Boolean(data.auto_merge),
    };
  } catch (error) {
    options.signal?.throwIfAborted();
    throw toGithubError(error, {
      action: `read pull request #${number}`,
      repository: `${owner}/${repo}`,
    });
  }
}
