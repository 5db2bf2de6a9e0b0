import { OperationState } from '@openportal/plugin-deploy-common';

const KEYS = {
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

/** The key of the text for a state; keys cannot have the hyphens of states. */
export function operationStateKey(
  state: OperationState,
): (typeof KEYS)[OperationState] {
  return KEYS[state];
}
