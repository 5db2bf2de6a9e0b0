import {
  orderBranch,
  OrderBranchParts,
  orderFileHint,
} from '@openportal/plugin-crossplane-common';

/**
 * The hint of what happens to the pull requests of an order. By the branch and not by the file: where the file is, the
 * XRD may say, and an event does not tell the XRD.
 */
export function orderBranchHint(
  repository: string,
  parts: OrderBranchParts,
): string {
  return orderFileHint(repository, orderBranch(parts, ''));
}
