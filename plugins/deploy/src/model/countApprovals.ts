import { Operation } from '@openportal/plugin-deploy-common';

/**
 * How many approvals an operation has and needs: those that the portal
 * collects, or the reviews of its pull request. Undefined where it needs none.
 */
export function countApprovals(
  operation: Pick<Operation, 'approval' | 'change'>,
): { given: number; required: number } | undefined {
  const { approval, change } = operation;
  if (approval) {
    const given = approval.items.filter(
      item =>
        item.decision === 'approved' &&
        item.voidedAt === undefined &&
        item.diffHash === approval.diffHash,
    ).length;
    return { given, required: approval.required };
  }
  if (change?.requiredApprovals) {
    const given = (change.reviews ?? []).filter(review => review.counts).length;
    return { given, required: change.requiredApprovals };
  }
  return undefined;
}
