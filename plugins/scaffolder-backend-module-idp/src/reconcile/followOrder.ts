import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import { readPullRequest } from '@openportal/github-node';
import type { OrdersRepository } from '@openportal/plugin-crossplane-node';
import { redoOrder } from '../actions/order/commitOrder';
import { findOwnOrder } from '../actions/order/findOwnOrder';
import { mergeOrder } from '../actions/order/mergeOrder';
import { OrderChange } from '../actions/order/OrderChange';
import { recognizeHead } from '../actions/order/recognizeHead';
import { tellOnPull } from './tellOnPull';

/** What a look at a waiting order found or did. */
export type Followed =
  | 'merged'
  /** Nothing to do but to wait for people, or for GitHub. */
  | 'waiting'
  /** It came to conflict with its base, and was done again on it. */
  | 'redone'
  /** It is in conflict, and only people can settle that; its pull request says why. */
  | 'left-to-people';

/**
 * Looks at an order whose pull request waits: merges it where the configuration allows, and does it again on its base
 * where another order made them conflict. A branch that somebody else pushed to is never touched.
 *
 * @param allowed - `merge`: whether it needs no approval; `redo`: whether it may be done again once more
 * @throws ConflictError when the order is over: closed without merging, or gone
 */
export async function followOrder(
  repository: OrdersRepository,
  change: OrderChange,
  allowed: { merge: boolean; redo: boolean },
  logger: LoggerService,
): Promise<Followed> {
  const known = await findOwnOrder(repository, change.branch);
  if (!known) {
    throw new ConflictError(
      `The pull request of branch "${change.branch}" is gone: order again when it is still wanted`,
    );
  }
  if (known.state === 'merged') {
    return 'merged';
  }
  const { number } = known;
  const pull = await readPullRequest({ ...repository, number });
  if (
    allowed.merge &&
    !(pull.autoMergeArmed && pull.mergeableState !== 'dirty')
  ) {
    if ((await recognizeHead(repository, change, pull.headOid)) !== 'ours') {
      return 'waiting';
    }
    const { merged } = await mergeOrder(repository, change, pull, logger);
    return merged ? 'merged' : 'waiting';
  }
  if (pull.mergeableState !== 'dirty') {
    return 'waiting';
  }
  const problem = await redo(repository, change, pull.headOid, allowed.redo);
  if (problem) {
    await tellOnPull(repository, { number, about: pull.headOid, problem });
    logger.info(`Pull request ${pull.url} waits for people: ${problem}`);
    return 'left-to-people';
  }
  logger.info(`Did pull request ${pull.url} again on its new base`);
  return 'redone';
}

/** Does an order again on its base; the answer says why that is left to people. */
async function redo(
  repository: OrdersRepository,
  change: OrderChange,
  headOid: string,
  isAllowed: boolean,
): Promise<string | undefined> {
  if ((await recognizeHead(repository, change, headOid)) !== 'ours') {
    return 'Somebody pushed to this branch, so that the portal leaves it alone.';
  }
  if (!isAllowed) {
    return 'The portal did this order again on its base as often as it does that.';
  }
  try {
    await redoOrder(repository, change, headOid);
    return undefined;
  } catch (error) {
    if (error instanceof ConflictError) {
      return `${error.message}.`;
    }
    throw error;
  }
}
