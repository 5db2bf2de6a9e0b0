import { OrderRef } from '@openportal/plugin-crossplane-common';
import { OrderOperation, OrdersConfig } from '../config/readOrdersConfig';
import { allowsAutoMerge } from '../order/allowsAutoMerge';

/**
 * Whether an order is merged without people.
 *
 * @public
 */
export interface AutoMergeDecision {
  merge: boolean;
  /** Why it waits for people although the configuration lets orders like it go without them. */
  waitsBecause?: string;
}

/**
 * Decides whether an order is merged without people: the configuration has to allow it, and nothing of the order may be
 * unchecked, because Flux applies all orders of a Kustomization or none.
 *
 * @param orders - `autoMerge`, and `autoMergeUnchecked` for those who want to merge what nobody checked
 * @param order - what is done to what; `unchecked`: answer of {@link findUnchecked}
 * @public
 */
export function decideAutoMerge(
  orders: Pick<OrdersConfig, 'autoMerge' | 'autoMergeUnchecked'>,
  order: {
    kind: string;
    ref: Pick<OrderRef, 'namespace' | 'xrd'>;
    operation: OrderOperation;
    unchecked?: string[];
  },
): AutoMergeDecision {
  if (!allowsAutoMerge(orders.autoMerge, order)) {
    return { merge: false };
  }
  const { unchecked = [] } = order;
  return unchecked.length === 0 || orders.autoMergeUnchecked
    ? { merge: true }
    : {
        merge: false,
        waitsBecause: `Waits for people, because this could not be checked: ${unchecked.join(
          '; ',
        )}`,
      };
}
