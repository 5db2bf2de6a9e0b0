import { NotFoundError } from '@backstage/errors';
import { toGithubError } from '@openportal/github-node';
import { OrdersRepository } from './ordersRepository';
import { OrderFile, readOrderFile } from './readOrderFile';

/**
 * One commit that changed a file.
 *
 * @public
 */
export interface FileRevision {
  /** The commit. */
  revision: string;
  /** First line of its message. */
  message: string;
  /** Login or name of the author, where known. */
  author?: string;
  /** When it was committed, ISO 8601. */
  date: string;
  /** Page of the commit on GitHub. */
  url: string;
  /** True for the newest one. */
  current: boolean;
}

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 100;

/**
 * The commits of the branch that Flux reads which changed a file, the newest first; the removal of a file is one of them.
 *
 * @param repository - the repository
 * @param path - path of the file
 * @param options - `limit`: how many at most, 50 by default and 100 at most
 * @returns an empty list when no commit knows the file
 * @public
 */
export async function listRevisions(
  repository: OrdersRepository,
  path: string,
  options: { limit?: number } = {},
): Promise<FileRevision[]> {
  const { octokit, owner, repo, baseBranch, signal } = repository;
  try {
    const { data } = await octokit.rest.repos.listCommits({
      owner,
      repo,
      path,
      sha: baseBranch,
      per_page: Math.min(options.limit ?? DEFAULT_LIMIT, MAX_LIMIT),
    });
    return data.map(({ sha, commit, author, html_url: url }, index) => {
      const name = author?.login ?? commit.author?.name;
      return {
        revision: sha,
        message: commit.message.split('\n', 1)[0],
        ...(name ? { author: name } : {}),
        date: commit.committer?.date ?? commit.author?.date ?? '',
        url,
        current: index === 0,
      };
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw toGithubError(error, {
      action: `list the revisions of '${path}'`,
      repository: `${owner}/${repo}`,
    });
  }
}

const COMMIT = /^[0-9a-f]{40}$/;

/**
 * The content of a file after one of its revisions. Only revisions of the branch that Flux reads are answered, so that
 * nobody brings in what never was reviewed.
 *
 * @param revision - the full commit id, one of {@link listRevisions}
 * @returns undefined when that revision removed the file
 * @throws NotFoundError when the commit is none of the file's newest 100 revisions
 * @public
 */
export async function readRevision(
  repository: OrdersRepository,
  path: string,
  revision: string,
): Promise<OrderFile | undefined> {
  const revisions = COMMIT.test(revision)
    ? await listRevisions(repository, path, { limit: MAX_LIMIT })
    : [];
  if (!revisions.some(item => item.revision === revision)) {
    const { owner, repo, baseBranch } = repository;
    throw new NotFoundError(
      `${JSON.stringify(
        revision.slice(0, 80),
      )} is none of the last ${MAX_LIMIT} commits of "${owner}/${repo}", branch ${baseBranch}, that changed '${path}': choose one of the revisions that the order page lists`,
    );
  }
  return readOrderFile(repository, path, revision);
}
