import { ConflictError } from '@backstage/errors';
import {
  ensurePullRequest,
  findPullRequest,
  PullRequestSummary,
  toGithubError,
} from '@openportal/github-node';
import {
  findOpenOrders,
  OrdersRepository,
  readOrderFile,
} from '@openportal/plugin-crossplane-node';
import { commitOrder, refuseChangedFile } from './commitOrder';
import { findOwnOrder } from './findOwnOrder';
import { OrderChange } from './OrderChange';
import { foreignHead, recognizeHead } from './recognizeHead';
import { removeUnusedBranch, withdrawOrder } from './withdrawOrder';

type Logger = { warn(message: string): void };

/** What a run of the task left behind, for the next step. */
export type SubmittedOrder = {
  number: number;
  url: string;
  /** The commit that was decided on: nothing else is merged without people. */
  headOid: string;
};

/** Refuses a second pull request for the same order, whoever opened the first and whatever it does. */
export async function refuseRival(
  repository: OrdersRepository,
  change: Pick<OrderChange, 'of' | 'branch' | 'operation' | 'ref'>,
): Promise<void> {
  const rival = (await findOpenOrders(repository, change.of)).find(
    ({ branch }) => branch !== change.branch,
  );
  if (rival) {
    const { name, namespace } = change.ref;
    throw new ConflictError(
      change.operation === 'create'
        ? `'${name}' is being ordered already in namespace '${namespace}': see ${rival.url}. Wait for that order, or choose another name`
        : `Order '${name}' in namespace '${namespace}' is being changed already: see ${rival.url}. Wait until that pull request is merged or closed`,
    );
  }
}

/** Brings an order into its pull request, going on where an earlier run stopped; or leaves nothing behind. */
export async function submitOrder(
  repository: OrdersRepository,
  change: OrderChange,
  logger: Logger,
): Promise<SubmittedOrder> {
  const known = await findOwnOrder(repository, change.branch);
  if (known?.state === 'merged') {
    return pick(known);
  }
  const submitted = known
    ? await adoptPull(repository, change, known)
    : await openPull(repository, change, logger);
  await settleRivals(repository, change, submitted);
  await labelOrder(repository, change, submitted.number, logger);
  return submitted;
}

async function adoptPull(
  repository: OrdersRepository,
  change: OrderChange,
  pull: PullRequestSummary,
): Promise<SubmittedOrder> {
  const { headOid } = pull;
  if ((await recognizeHead(repository, change, headOid)) === 'foreign') {
    throw foreignHead(repository, change, headOid);
  }
  return pick(pull);
}

async function openPull(
  repository: OrdersRepository,
  change: OrderChange,
  logger: Logger,
): Promise<SubmittedOrder> {
  try {
    const headOid = await commitOrder(repository, change);
    const pull = await ensurePullRequest({
      ...repository,
      head: change.branch,
      base: repository.baseBranch,
      title: change.title,
      body: change.body,
    });
    return { ...pick(pull), headOid };
  } catch (error) {
    await removeUnusedBranch(repository, change.branch, logger);
    throw error;
  }
}

function pick({ number, url, headOid }: SubmittedOrder): SubmittedOrder {
  return { number, url, headOid };
}

/**
 * Settles changes of the same order that were submitted at the same moment: the older pull request wins.
 * Each of them looks after it opened its own, so that both come to the same answer.
 */
async function settleRivals(
  repository: OrdersRepository,
  change: OrderChange,
  own: SubmittedOrder,
): Promise<void> {
  const lost = await findWinner(repository, change, own);
  if (!lost) {
    return;
  }
  const now = await findPullRequest({
    ...repository,
    head: change.branch,
    base: repository.baseBranch,
  });
  if (now?.state === 'merged') {
    return;
  }
  const { branch } = change;
  await withdrawOrder(repository, { number: own.number, branch });
  throw lost;
}

/** Why this order has to give way, if it has to. */
async function findWinner(
  repository: OrdersRepository,
  change: OrderChange,
  own: SubmittedOrder,
): Promise<Error | undefined> {
  const { name, namespace } = change.ref;
  const open = await findOpenOrders(repository, change.of);
  const older = open.find(({ number }) => number < own.number);
  if (older) {
    return new ConflictError(
      `Somebody ${
        change.operation === 'create' ? 'ordered' : 'changed'
      } '${name}' in namespace '${namespace}' at the same moment: see ${
        older.url
      }. Look at it there, and start again if that is still needed`,
    );
  }
  const file = await readOrderFile(repository, change.path);
  try {
    await refuseChangedFile(repository, change, {
      headOid: own.headOid,
      fileVersion: file?.fileVersion,
    });
    return undefined;
  } catch (error) {
    if (error instanceof ConflictError) {
      return error;
    }
    throw error;
  }
}

/** Labels the pull request, for people who filter by it; an order does not fail for want of a label. */
async function labelOrder(
  repository: OrdersRepository,
  change: OrderChange,
  number: number,
  logger: Logger,
): Promise<void> {
  const { octokit, owner, repo, signal } = repository;
  try {
    await octokit.rest.issues.addLabels({
      owner,
      repo,
      issue_number: number,
      labels: ['order', `order:${change.operation}`],
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
