import { OrderRef, stringifyOrderRef } from '../order/orderRef';
import { stableHash } from '../xrd/names';

/**
 * Channel of the signals about orders. Everybody who is signed in may listen: a signal has no names, and
 * who knows an order reads it again with own rights.
 *
 * @public
 */
export const CROSSPLANE_ORDERS_CHANNEL = 'crossplane:orders';

/**
 * Topic of the events that the ingestor publishes when it sees an ordered resource change.
 *
 * @public
 */
export const COMPOSITE_CHANGED_TOPIC = 'crossplane.composite.changed';

/**
 * A signal on {@link CROSSPLANE_ORDERS_CHANNEL}.
 *
 * @public
 */
export interface OrdersSignal {
  /** {@link orderHint} of the order, or one of the `hints` in its status. */
  hint: string;
}

/**
 * The hint of an order that changed: a hash, so that a signal tells nothing to those who do not know the
 * order already.
 *
 * @public
 */
export function orderHint(ref: OrderRef): string {
  return stableHash(stringifyOrderRef(ref));
}

/**
 * The hint of a file of the orders repository that changed.
 *
 * @param repository - `<owner>/<repository>`
 * @param path - path in the repository
 * @public
 */
export function orderFileHint(repository: string, path: string): string {
  return stableHash(`${repository.toLowerCase()}:${path}`);
}
