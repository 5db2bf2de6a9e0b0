import { Operation, OperationState } from '@openportal/plugin-deploy-common';

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

/** The text of the state that an operation is in: a job writes nothing to git. */
export function stateKeyOf({
  state,
  strategy,
}: Pick<Operation, 'state' | 'strategy'>) {
  if (strategy === 'job' && state === 'applying') {
    return 'operationState.applyingJob' as const;
  }
  return strategy === 'job' && state === 'committed'
    ? ('operationState.committedJob' as const)
    : STATE_KEYS[state];
}
