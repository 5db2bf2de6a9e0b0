import { Operation } from '@openportal/plugin-deploy-common';

/** What an approval is bound to. */
export type ApprovalSubject = { version: string; diffHash: string };

/** What a decision about an operation is bound to; undefined where the portal collects no approvals for it. */
export function approvalSubject(
  operation: Pick<Operation, 'to' | 'approval'>,
): ApprovalSubject | undefined {
  return (
    operation.approval && {
      version: operation.to.image,
      diffHash: operation.approval.diffHash,
    }
  );
}

/** Whether two looks at an operation are about the same thing. */
export function isSameSubject(
  one: Pick<Operation, 'to' | 'approval'>,
  other: Pick<Operation, 'to' | 'approval'>,
): boolean {
  return (
    one.to.image === other.to.image &&
    one.approval?.diffHash === other.approval?.diffHash
  );
}
