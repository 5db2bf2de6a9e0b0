import { toGithubError } from '@openportal/github-node';
import {
  isBranchOfOrder,
  OrderBranchParts,
} from '@openportal/plugin-crossplane-common';
import { OrdersRepository } from './ordersRepository';

/**
 * An open pull request for an order.
 *
 * @public
 */
export interface OpenOrder {
  number: number;
  url: string;
  branch: string;
}

const PAGE_SIZE = 100;

/**
 * Open pull requests that create, change or remove one order, the oldest first.
 *
 * @public
 */
export async function findOpenOrders(
  repository: OrdersRepository,
  parts: OrderBranchParts,
): Promise<OpenOrder[]> {
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
      .filter(
        ({ head, base }) =>
          // A fork can name its branches as it likes; orders have theirs in the repository itself.
          head.repo?.id === base.repo.id && isBranchOfOrder(parts, head.ref),
      )
      .map(pull => ({
        number: pull.number,
        url: pull.html_url,
        branch: pull.head.ref,
      }))
      .sort((a, b) => a.number - b.number);
  } catch (error) {
    signal?.throwIfAborted();
    throw toGithubError(error, {
      action: 'list the open orders',
      repository: `${owner}/${repo}`,
    });
  }
}
