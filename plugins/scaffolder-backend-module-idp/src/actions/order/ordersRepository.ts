import { ConflictError } from '@backstage/errors';
import {
  classifyGithubError,
  GithubClient,
  readBranch,
  toGithubError,
} from '@openportal/github-node';

/** The repository that orders are written to. */
export interface OrdersRepository {
  octokit: GithubClient;
  owner: string;
  repo: string;
  baseBranch: string;
  signal?: AbortSignal;
}

/** A file as a branch has it. */
export interface RepositoryFile {
  content: string;
  url: string;
}

/** The file on a branch, or undefined when there is none. */
export async function readFile(
  repository: OrdersRepository,
  path: string,
  branch: string,
): Promise<RepositoryFile | undefined> {
  const { octokit, owner, repo, signal } = repository;
  try {
    const { data } = await octokit.rest.repos.getContent({
      owner,
      repo,
      path,
      ref: branch,
    });
    if (Array.isArray(data) || data.type !== 'file') {
      throw new ConflictError(
        `'${path}' in "${owner}/${repo}" is not a file: choose another name, or clean up the orders repository`,
      );
    }
    return {
      content: Buffer.from(data.content, 'base64').toString('utf8'),
      url: data.html_url ?? '',
    };
  } catch (error) {
    signal?.throwIfAborted();
    if (classifyGithubError(error).kind === 'not-found') {
      return undefined;
    }
    throw toGithubError(error, {
      action: `read '${path}'`,
      repository: `${owner}/${repo}`,
    });
  }
}

/** An open pull request that orders the same thing. */
export interface RivalOrder {
  number: number;
  url: string;
}

const PAGE_SIZE = 100;

/** Open pull requests whose branches match, the oldest first. */
export async function findOpenOrders(
  repository: OrdersRepository,
  isOrderBranch: (branch: string) => boolean,
): Promise<RivalOrder[]> {
  const { octokit, owner, repo, baseBranch, signal } = repository;
  try {
    const pulls = await octokit.paginate(octokit.rest.pulls.list, {
      owner,
      repo,
      base: baseBranch,
      state: 'open',
      per_page: PAGE_SIZE,
    });
    return pulls
      .filter(pull => isOrderBranch(pull.head.ref))
      .map(pull => ({ number: pull.number, url: pull.html_url }))
      .sort((a, b) => a.number - b.number);
  } catch (error) {
    signal?.throwIfAborted();
    throw toGithubError(error, {
      action: 'list the open orders',
      repository: `${owner}/${repo}`,
    });
  }
}

/** Closes a pull request of ours and removes its branch; both may be gone already. */
export async function withdraw(
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
