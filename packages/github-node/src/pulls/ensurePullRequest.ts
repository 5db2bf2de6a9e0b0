import type { GithubClient } from '../client/createOctokit';
import { lookThenAct } from '../client/lookThenAct';
import { toGithubError } from '../errors/toGithubError';
import {
  findPullRequest,
  PullRequestSummary,
  toPullRequestSummary,
} from './findPullRequest';

/**
 * Options for {@link ensurePullRequest}.
 *
 * @public
 */
export interface EnsurePullRequestOptions {
  octokit: GithubClient;
  owner: string;
  repo: string;
  head: string;
  base: string;
  title: string;
  body: string;
  draft?: boolean;
  signal?: AbortSignal;
}

/**
 * Opens a pull request, or adopts the one that is open or merged between the same branches.
 *
 * @remarks
 *
 * A pull request that somebody closed without merging is not adopted: a new one is opened. Callers that must
 * respect the closing look with {@link findPullRequest} first.
 *
 * @public
 */
export async function ensurePullRequest(
  options: EnsurePullRequestOptions,
): Promise<PullRequestSummary & { created: boolean }> {
  const { octokit, owner, repo, head, base, title, body, draft, signal } =
    options;
  try {
    const { value, created } = await lookThenAct({
      look: async () => {
        const found = await findPullRequest(options);
        return found && found.state !== 'closed' ? found : undefined;
      },
      act: async () => {
        const { data } = await octokit.rest.pulls.create({
          owner,
          repo,
          head,
          base,
          title,
          body,
          draft,
        });
        return toPullRequestSummary(data);
      },
      signal,
    });
    return { ...value, created };
  } catch (error) {
    signal?.throwIfAborted();
    throw toGithubError(error, {
      action: `open a pull request from "${head}" to "${base}"`,
      repository: `${owner}/${repo}`,
    });
  }
}
