import { OrderRef } from '@openportal/plugin-crossplane-common';
import { AutoMergeRule, OrderOperation } from '../config/readOrdersConfig';

/**
 * Whether the configuration lets an order go without a person's approval.
 *
 * @param rules - `idp.orders.autoMerge`
 * @param order - what is done to what. A rule that names `Kind.group` is for the kind of that group alone; one that
 *   names a mere `Kind` is for that kind in any group.
 * @public
 */
export function allowsAutoMerge(
  rules: AutoMergeRule[],
  order: {
    kind: string;
    ref: Pick<OrderRef, 'namespace' | 'xrd'>;
    operation: OrderOperation;
  },
): boolean {
  // XRDs are called <plural>.<group>.
  const group = order.ref.xrd.slice(order.ref.xrd.indexOf('.') + 1);
  return rules.some(
    ({ kinds, namespaces, operations }) =>
      (kinds.includes(order.kind) ||
        kinds.includes(`${order.kind}.${group}`)) &&
      namespaces.includes(order.ref.namespace) &&
      operations.includes(order.operation),
  );
}
