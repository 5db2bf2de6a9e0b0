import type { LoggerService } from '@backstage/backend-plugin-api';
import type { IntentLease, OrderIntents } from '../../store/OrderIntents';
import { OrderChange } from './OrderChange';

const FIRST_LOOK = 60_000;

/** Settles an order that is merged, or leaves one that waits for people to the reconciler. */
export async function leaveOrder(
  intents: OrderIntents,
  lease: IntentLease,
  { location }: OrderChange,
  merged: boolean,
): Promise<void> {
  if (!merged) {
    await intents.settle(lease, {
      state: 'waiting',
      dueInMilliseconds: FIRST_LOOK,
    });
    return;
  }
  await intents.settle(lease, { state: 'done' });
  // Others that wait may conflict with it.
  await intents.hurry(location.repository);
}

/** Keeps why an order failed; where that fails too, it counts as unfinished, and the reconciler comes to the same end. */
export async function failOrder(
  intents: OrderIntents,
  lease: IntentLease,
  error: unknown,
  logger: LoggerService,
): Promise<void> {
  const problem = error instanceof Error ? error.message : String(error);
  try {
    await intents.settle(lease, { state: 'failed', problem });
  } catch (unstored) {
    logger.warn(`Cannot keep that the order failed: ${unstored}`);
  }
}
