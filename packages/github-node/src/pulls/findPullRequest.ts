import type { RestEndpointMethodTypes } from '@octokit/rest';
import type { GithubClient } from '../client/createOctokit';
import { toGithubError } from '../errors/toGithubError';

/**
 * What the portal needs to know about a pull request.
 *
 * @public
 */
export interface PullRequestSummary {
  number: number;
  nodeId: string;
  url: string;
  state: 'open' | 'merged' | 'closed';
  title: string;
  headOid: string;
  headBranch: string;
  baseBranch: string;
  mergeCommitOid?: string;
  /** Login of the account that opened it. */
  author?: string;
}

/**
 * Names a pull request by its two branches.
 *
 * @public
 */
export interface FindPullRequestOptions {
  octokit: GithubClient;
  owner: string;
  repo: string;
  head: string;
  base: string;
  /** Defaults to `all`. */
  state?: 'open' | 'closed' | 'all';
  signal?: AbortSignal;
}

/**
 * A pull request as GitHub lists it.
 *
 * @public
 */
export type ListedPull =
  RestEndpointMethodTypes['pulls']['list']['response']['data'][number];

/**
 * Reduces GitHub's pull request to what the portal needs.
 *
 * @public
 */
export function toPullRequestSummary(
  pull: Pick<
    ListedPull,
    'number' | 'node_id' | 'html_url' | 'state' | 'title' | 'merged_at' | 'user'
  > & {
    head: { sha: string; ref: string };
    base: { ref: string };
    merge_commit_sha?: string | null;
  },
): PullRequestSummary {
  const isMerged = Boolean(pull.merged_at);
  const state = pull.state === 'open' ? 'open' : 'closed';
  return {
    number: pull.number,
    nodeId: pull.node_id,
    url: pull.html_url,
    state: isMerged ? 'merged' : state,
    title: pull.title,
    headOid: pull.head.sha,
    headBranch: pull.head.ref,
    baseBranch: pull.base.ref,
    ...(isMerged && pull.merge_commit_sha
      ? { mergeCommitOid: pull.merge_commit_sha }
      : {}),
    ...(pull.user ? { author: pull.user.login } : {}),
  };
}

/**
 * Finds the newest pull request between two branches; an open one goes before a merged one, and that
 * before one that was closed.
 *
 * @public
 */
export async function findPullRequest(
  options: FindPullRequestOptions,
): Promise<PullRequestSummary | undefined> {
  const { octokit, owner, repo, head, base, state = 'all' } = options;
  try {
    const { data } = await octokit.rest.pulls.list({
      owner,
      repo,
      head: `${owner}:${head}`,
      base,
      state,
      sort: 'created',
      direction: 'desc',
      per_page: 30,
    });
    const found = data
      .filter(pull => pull.head.ref === head && pull.base.ref === base)
      .map(toPullRequestSummary);
    return (
      found.find(pull => pull.state === 'open') ??
      found.find(pull => pull.state === 'merged') ??
      found[0]
    );
  } catch (error) {
    options.signal?.throwIfAborted();
    throw toGithubError(error, {
      action: `look for a pull request from "${head}" to "${base}"`,
      repository: `${owner}/${repo}`,
    });
  }
}
