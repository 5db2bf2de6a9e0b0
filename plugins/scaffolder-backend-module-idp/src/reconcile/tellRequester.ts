import type { LoggerService } from '@backstage/backend-plugin-api';
import { NotificationService } from '@backstage/plugin-notifications-node';
import {
  orderPagePath,
  stringifyOrderRef,
} from '@openportal/plugin-crossplane-common';
import { OrderChange } from '../actions/order/OrderChange';

/**
 * Tells who asked for an order that it failed while nobody looked: the task that would say so is gone. Where the portal
 * has no notifications, the log says it.
 */
export async function tellRequester(
  notifications: NotificationService,
  change: OrderChange,
  error: unknown,
  logger: LoggerService,
): Promise<void> {
  const order = stringifyOrderRef(change.ref);
  if (!/^(user|group):/i.test(change.requestedBy)) {
    return;
  }
  try {
    await notifications.send({
      recipients: { type: 'entity', entityRef: change.requestedBy },
      payload: {
        title: `The ${change.operation} of order ${order} failed`,
        description: error instanceof Error ? error.message : String(error),
        link: orderPagePath(change.ref),
        topic: 'orders',
        severity: 'high',
        scope: `order ${order}`,
      },
    });
  } catch (unsent) {
    logger.warn(`Its requester could not be told: ${unsent}`);
  }
}
