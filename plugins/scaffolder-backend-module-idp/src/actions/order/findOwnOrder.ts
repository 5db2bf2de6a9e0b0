import { ConflictError } from '@backstage/errors';
import { findPullRequest, PullRequestSummary } from '@openportal/github-node';
import type { OrdersRepository } from '@openportal/plugin-crossplane-node';

/** The pull request of an earlier run of the same task; refuses to go on when people closed it. */
export async function findOwnOrder(
  repository: OrdersRepository,
  branch: string,
): Promise<PullRequestSummary | undefined> {
  const own = await findPullRequest({
    ...repository,
    head: branch,
    base: repository.baseBranch,
  });
  if (own?.state === 'closed') {
    throw new ConflictError(
      `Pull request ${own.url} of this order was closed without merging: order again when it is still wanted`,
    );
  }
  return own;
}
