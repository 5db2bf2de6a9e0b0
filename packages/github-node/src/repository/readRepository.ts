import type { GithubClient } from '../client/createOctokit';
import { classifyGithubError } from '../errors/classifyGithubError';
import { toGithubError } from '../errors/toGithubError';

/**
 * Options for {@link readRepository}.
 *
 * @public
 */
export interface ReadRepositoryOptions {
  octokit: GithubClient;
  owner: string;
  repo: string;
  signal?: AbortSignal;
}

/**
 * What the portal needs to know about a repository.
 *
 * @public
 */
export interface RepositoryDetails {
  id: number;
  nodeId: string;
  /** Owner and name as they are now: others than asked for when the repository was renamed or transferred. */
  owner: string;
  repo: string;
  /** Page for people. */
  url: string;
  defaultBranch: string;
  archived: boolean;
  /** Undefined where GitHub does not tell, because the token may not merge. */
  allowMergeCommit?: boolean;
  allowSquashMerge?: boolean;
  allowRebaseMerge?: boolean;
}

interface RepositoryAnswer {
  id: number;
  node_id: string;
  name: string;
  owner: { login: string };
  html_url: string;
  default_branch: string;
  archived: boolean;
  allow_merge_commit?: boolean;
  allow_squash_merge?: boolean;
  allow_rebase_merge?: boolean;
}

function toDetails(data: RepositoryAnswer): RepositoryDetails {
  return {
    id: data.id,
    nodeId: data.node_id,
    owner: data.owner.login,
    repo: data.name,
    url: data.html_url,
    defaultBranch: data.default_branch,
    archived: data.archived,
    allowMergeCommit: data.allow_merge_commit,
    allowSquashMerge: data.allow_squash_merge,
    allowRebaseMerge: data.allow_rebase_merge,
  };
}

/**
 * Reads a repository, also under a name that it had before.
 *
 * @remarks
 *
 * GitHub answers a former name with a redirect to the id of the repository. That is followed once, and only at the
 * configured address of the API: a redirect to anywhere else is an error.
 *
 * @public
 */
export async function readRepository(
  options: ReadRepositoryOptions,
): Promise<RepositoryDetails> {
  const { octokit, owner, repo, signal } = options;
  try {
    const { data } = await octokit.rest.repos.get({ owner, repo });
    return toDetails(data);
  } catch (error) {
    signal?.throwIfAborted();
    const { kind, repositoryId } = classifyGithubError(error);
    if (kind === 'moved' && repositoryId !== undefined) {
      return readById(options, repositoryId);
    }
    throw failure(error, options);
  }
}

async function readById(
  options: ReadRepositoryOptions,
  id: number,
): Promise<RepositoryDetails> {
  try {
    const { data } = await options.octokit.request('GET /repositories/{id}', {
      id,
    });
    return toDetails(data);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw failure(error, options);
  }
}

function failure(
  error: unknown,
  { owner, repo }: ReadRepositoryOptions,
): Error {
  return toGithubError(error, {
    action: 'read the repository',
    repository: `${owner}/${repo}`,
  });
}
