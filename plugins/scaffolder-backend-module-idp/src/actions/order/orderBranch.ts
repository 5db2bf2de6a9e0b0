import { OrderRef } from '@openportal/plugin-crossplane-common';

const INTENT = /^[0-9a-f]{24}$/;

/** Which order a branch belongs to, whatever its intent. */
export interface OrderBranchOf {
  namespace: string;
  plural: string;
  name: string;
}

/** The branch of one order by one task. */
export function orderBranch(of: OrderBranchOf, intentId: string): string {
  return `${prefixOf(of)}${intentId}`;
}

/** True for branches on which anybody orders the same thing. */
export function isBranchOfOrder(of: OrderBranchOf, branch: string): boolean {
  const prefix = prefixOf(of);
  return branch.startsWith(prefix) && INTENT.test(branch.slice(prefix.length));
}

function prefixOf({ namespace, plural, name }: OrderBranchOf): string {
  return `order/${namespace}/${plural}/${name}-`;
}

/** The parts of an order that its branch names. */
export function branchParts(ref: OrderRef, plural: string): OrderBranchOf {
  return { namespace: ref.namespace, plural, name: ref.name };
}
