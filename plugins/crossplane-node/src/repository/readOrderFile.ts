import { ConflictError } from '@backstage/errors';
import { classifyGithubError, toGithubError } from '@openportal/github-node';
import { OrdersRepository } from './ordersRepository';

/**
 * A file at one commit or branch.
 *
 * @public
 */
export interface OrderFile {
  content: string;
  /** Page of the file on GitHub. */
  url: string;
  /** Id of the content (the git blob): the same as long as the content is. */
  fileVersion: string;
}

/**
 * Reads a file of an orders repository.
 *
 * @param repository - the repository
 * @param path - path from its root, from `orderFilePath`
 * @param ref - branch or commit; defaults to the branch that Flux reads
 * @returns undefined when there is none
 * @throws ConflictError when it is no plain file
 * @public
 */
export async function readOrderFile(
  repository: OrdersRepository,
  path: string,
  ref: string = repository.baseBranch,
): Promise<OrderFile | undefined> {
  const { octokit, owner, repo, signal } = repository;
  try {
    const { data } = await octokit.rest.repos.getContent({
      owner,
      repo,
      path,
      ref,
    });
    if (
      Array.isArray(data) ||
      data.type !== 'file' ||
      // Files over a megabyte come without their content.
      data.encoding !== 'base64'
    ) {
      throw new ConflictError(
        `'${path}' in "${owner}/${repo}" is not a plain file: choose another name, or clean up the orders repository`,
      );
    }
    return {
      content: Buffer.from(data.content, 'base64').toString('utf8'),
      url: data.html_url ?? '',
      fileVersion: data.sha,
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
