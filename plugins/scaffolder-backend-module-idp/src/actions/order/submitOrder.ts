import { ConflictError } from '@backstage/errors';
import {
  commitFiles,
  CommitAuthor,
  CommitTrailer,
  ensureBranch,
  ensurePullRequest,
  findPullRequest,
  PullRequestSummary,
  readBranch,
  toGithubError,
} from '@openportal/github-node';
import {
  isBranchOfOrder,
  OrderBranchParts,
} from '@openportal/plugin-crossplane-common';
import {
  findOpenOrders,
  OrdersRepository,
  readFile,
  withdraw,
} from './ordersRepository';

/** One order, ready to be written. */
export interface OrderSubmission {
  of: OrderBranchParts;
  branch: string;
  path: string;
  content: string;
  title: string;
  body: string;
  author?: CommitAuthor;
  trailers: CommitTrailer[];
}

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

/** Refuses a name that is ordered already, with the link to where. */
export async function refuseDuplicate(
  repository: OrdersRepository,
  order: Pick<OrderSubmission, 'of' | 'path'>,
): Promise<void> {
  const { name, namespace } = order.of;
  const existing = await readFile(
    repository,
    order.path,
    repository.baseBranch,
  );
  if (existing) {
    throw new ConflictError(
      `'${name}' is ordered already in namespace '${namespace}': see ${existing.url}. Choose another name, or change that order`,
    );
  }
  const [open] = await findOpenOrders(repository, branch =>
    isBranchOfOrder(order.of, branch),
  );
  if (open) {
    throw new ConflictError(
      `'${name}' is being ordered already in namespace '${namespace}': see ${open.url}. Wait for that order, or choose another name`,
    );
  }
}

/** Brings an order into its pull request, going on where an earlier run stopped; or leaves nothing behind. */
export async function submitOrder(
  repository: OrdersRepository,
  order: OrderSubmission,
  logger: { warn(message: string): void },
): Promise<{ headOid: string; pull: PullRequestSummary }> {
  try {
    const headOid = await commitOrder(repository, order);
    return { headOid, pull: await openOrder(repository, order) };
  } catch (error) {
    await removeUnusedBranch(repository, order.branch, logger);
    throw error;
  }
}

/** Writes the file to the order's branch, unless an earlier run did. */
async function commitOrder(
  repository: OrdersRepository,
  order: OrderSubmission,
): Promise<string> {
  const { headOid } = await ensureBranch({
    ...repository,
    branch: order.branch,
  });
  const written = await readFile(repository, order.path, order.branch);
  if (written?.content === order.content) {
    return headOid;
  }
  const { oid } = await commitFiles({
    ...repository,
    branch: order.branch,
    expectedHeadOid: headOid,
    message: order.title,
    additions: [{ path: order.path, content: order.content }],
    author: order.author,
    trailers: order.trailers,
  });
  return oid;
}

/**
 * Removes the branch of an order that failed before it had a pull request: nobody would find it there. Where that
 * fails too, the log names it; the order fails for its own reason.
 */
async function removeUnusedBranch(
  repository: OrdersRepository,
  branch: string,
  logger: { warn(message: string): void },
): Promise<void> {
  const { octokit, owner, repo, baseBranch, signal } = repository;
  if (signal?.aborted) {
    // The next run of the task goes on with what is there.
    return;
  }
  try {
    const location = { octokit, owner, repo, signal };
    const pull = await findPullRequest({
      ...location,
      head: branch,
      base: baseBranch,
    });
    if (!pull && (await readBranch({ ...location, branch }))) {
      await octokit.rest.git.deleteRef({ owner, repo, ref: `heads/${branch}` });
    }
  } catch (error) {
    signal?.throwIfAborted();
    const { message } = toGithubError(error, {
      action: `remove branch "${branch}" of the failed order`,
      repository: `${owner}/${repo}`,
      fix: 'Delete it there if it exists: nothing uses it.',
    });
    logger.warn(message);
  }
}

const LABEL = 'order';

/** Opens the pull request, or adopts the one that an earlier run opened. */
async function openOrder(
  repository: OrdersRepository,
  order: OrderSubmission,
): Promise<PullRequestSummary> {
  const { created: _, ...pull } = await ensurePullRequest({
    ...repository,
    head: order.branch,
    base: repository.baseBranch,
    title: order.title,
    body: order.body,
  });
  return pull;
}

/**
 * Settles orders of the same name that were submitted at the same moment: the older pull request wins.
 * Each of them looks after it opened its own, so that both come to the same answer.
 */
export async function settleRivals(
  repository: OrdersRepository,
  order: OrderSubmission,
  own: Pick<PullRequestSummary, 'number' | 'state'>,
): Promise<void> {
  if (own.state === 'merged') {
    return;
  }
  const open = await findOpenOrders(repository, branch =>
    isBranchOfOrder(order.of, branch),
  );
  const older = open.find(({ number }) => number < own.number);
  const merged = await readFile(repository, order.path, repository.baseBranch);
  const winner = older?.url ?? merged?.url;
  if (winner === undefined) {
    return;
  }
  const now = await findPullRequest({
    ...repository,
    head: order.branch,
    base: repository.baseBranch,
  });
  if (now?.state === 'merged') {
    return;
  }
  await withdraw(repository, { number: own.number, branch: order.branch });
  throw new ConflictError(
    `Somebody ordered '${order.of.name}' in namespace '${order.of.namespace}' at the same moment: see ${winner}. Choose another name, or change that order`,
  );
}

/** Labels the pull request, for people who filter by it; an order does not fail for want of a label. */
export async function labelOrder(
  repository: OrdersRepository,
  number: number,
  logger: { warn(message: string): void },
): Promise<void> {
  const { octokit, owner, repo, signal } = repository;
  try {
    await octokit.rest.issues.addLabels({
      owner,
      repo,
      issue_number: number,
      labels: [LABEL],
    });
  } catch (error) {
    signal?.throwIfAborted();
    const { message } = toGithubError(error, {
      action: `label pull request #${number}`,
      repository: `${owner}/${repo}`,
    });
    logger.warn(message);
  }
}
