import { OrderRef } from '@openportal/plugin-crossplane-common';
import { AutoMergeRule, OrderOperation } from '../config/readOrdersConfig';

/**
 * Whether the configuration lets an order go without a person's approval.
 *
 * @param rules - `idp.orders.autoMerge`
 * @param order - what is done to what
 * @public
 */
export function allowsAutoMerge(
  rules: AutoMergeRule[],
  order: {
    kind: string;
    ref: Pick<OrderRef, 'namespace'>;
    operation: OrderOperation;
  },
): boolean {
  return rules.some(
    ({ kinds, namespaces, operations }) =>
      kinds.includes(order.kind) &&
      namespaces.includes(order.ref.namespace) &&
      operations.includes(order.operation),
  );
}
