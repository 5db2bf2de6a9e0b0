import { useApi } from '@backstage/core-plugin-api';
import {
  orderHint,
  OrderRef,
  OrderStatus,
  stringifyOrderRef,
} from '@openportal/plugin-crossplane-common';
import { crossplaneApiRef } from '../api/crossplaneApiRef';
import { isSettled } from '../model/orderNotices';
import { LiveRead, useLiveRead } from './useLiveRead';

/** Signals make these reads rare; without signals they are what keeps the page true. */
const CHANGING_INTERVAL_MS = 5_000;
const SETTLED_INTERVAL_MS = 60_000;

/**
 * The status of an order, live.
 *
 * @param isWanted - nothing is read while it is false
 */
export function useOrder(
  ref: OrderRef,
  isWanted: boolean = true,
): LiveRead<OrderStatus> {
  const api = useApi(crossplaneApiRef);
  const own = orderHint(ref);
  return useLiveRead({
    key: isWanted ? stringifyOrderRef(ref) : undefined,
    read: () => api.getOrder(ref),
    intervalMs: order =>
      order && isSettled(order) ? SETTLED_INTERVAL_MS : CHANGING_INTERVAL_MS,
    isAbout: (hint, order) =>
      hint === own || (order?.hints.includes(hint) ?? false),
  });
}
