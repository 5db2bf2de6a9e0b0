import { OperationState } from '@openportal/plugin-deploy-common';

/** The text of each state of an operation. */
export const STATE_KEYS = {
  requested: 'operationState.requested',
  applying: 'operationState.applying',
  'awaiting-approval': 'operationState.awaitingApproval',
  committed: 'operationState.committed',
  progressing: 'operationState.progressing',
  succeeded: 'operationState.succeeded',
  failed: 'operationState.failed',
  'timed-out': 'operationState.timedOut',
  superseded: 'operationState.superseded',
  cancelled: 'operationState.cancelled',
  rejected: 'operationState.rejected',
} as const satisfies Record<OperationState, string>;
