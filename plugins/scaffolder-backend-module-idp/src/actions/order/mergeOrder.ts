import { ConflictError } from '@backstage/errors';
import { enableAutoMerge, readPullRequest } from '@openportal/github-node';
import type { OrdersRepository } from '@openportal/plugin-crossplane-node';
import { readBase, redoOrder } from './commitOrder';
import { OrderChange } from './OrderChange';
import { recognizeHead } from './recognizeHead';
import { SubmittedOrder } from './submitOrder';
import { withdrawOrder } from './withdrawOrder';

// Every order that gets in first costs those behind it one round.
const MAX_ROUNDS = 10;

/**
 * Gets an order merged that needs no approval: at once, or as soon as the rules of the branch allow. An order that
 * conflicts, because another one changed the same list, is done again on the new base.
 *
 * @returns whether it is merged; otherwise the log says who or what has to act
 */
export async function mergeOrder(
  repository: OrdersRepository,
  change: OrderChange,
  submitted: SubmittedOrder,
  logger: { info(message: string): void },
): Promise<{ merged: boolean }> {
  let { headOid } = submitted;
  for (let round = 1; ; round += 1) {
    const result = await enableAutoMerge({
      ...repository,
      number: submitted.number,
      // Only what this order wrote is merged, whatever was pushed to the branch since.
      expectedSha: headOid,
    });
    if (result.outcome === 'merged') {
      logger.info('Merged');
      return { merged: true };
    }
    if (result.outcome === 'armed') {
      logger.info(
        'GitHub merges it as soon as its checks have passed and its reviews are there',
      );
      return { merged: false };
    }
    if (result.cause === 'closed') {
      throw new ConflictError(
        `Pull request ${submitted.url} of this order was closed without merging: order again when it is still wanted`,
      );
    }
    if (result.cause === 'head-moved') {
      const { headOid: moved } = await readPullRequest({
        ...repository,
        number: submitted.number,
      });
      // A run that died right after it had done the order again.
      if ((await recognizeHead(repository, change, moved)) === 'ours') {
        headOid = moved;
        continue;
      }
    }
    if (result.cause !== 'conflict' || round >= MAX_ROUNDS) {
      logger.info(
        `Waiting for people, because ${result.reason}: somebody has to look at ${submitted.url} and merge it`,
      );
      return { merged: false };
    }
    logger.info('Another order was faster: doing it again on the new base');
    headOid = await redo(repository, change, { ...submitted, headOid });
  }
}

async function redo(
  repository: OrdersRepository,
  change: OrderChange,
  submitted: SubmittedOrder,
): Promise<string> {
  const { headOid, number } = submitted;
  try {
    return await redoOrder(repository, change, headOid);
  } catch (error) {
    if (error instanceof ConflictError) {
      const { file } = await readBase(repository, change.path);
      if (file?.fileVersion !== change.fileVersion) {
        await withdrawOrder(repository, { number, branch: change.branch });
      }
    }
    throw error;
  }
}
