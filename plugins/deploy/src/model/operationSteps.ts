import { Operation, OperationState } from '@openportal/plugin-deploy-common';

/** The steps that a person follows, fewer than the states of the engine. */
export type OperationStepId =
  | 'requested'
  | 'approval'
  | 'committed'
  | 'healthy';

/** One step with how far it is. */
export type OperationStep = {
  id: OperationStepId;
  status: 'done' | 'current' | 'open' | 'failed';
};

const POSITION: Record<OperationState, number> = {
  requested: 0,
  applying: 1,
  'awaiting-approval': 1,
  committed: 2,
  progressing: 2,
  succeeded: 3,
  failed: 3,
  'timed-out': 3,
  superseded: 3,
  cancelled: 3,
  rejected: 3,
};

/**
 * The steps of an operation. A step that ended badly is the one where the
 * operation stood: what is in git was committed, whatever came after.
 */
export function operationSteps(
  operation: Pick<Operation, 'state' | 'change'>,
): OperationStep[] {
  const needsApproval = operation.change?.kind === 'pull-request';
  const ids: OperationStepId[] = needsApproval
    ? ['requested', 'approval', 'committed', 'healthy']
    : ['requested', 'committed', 'healthy'];
  const current = currentStep(operation, ids);
  const failed = isUnsuccessful(operation.state);
  return ids.map((id, index) => {
    if (operation.state === 'succeeded' || index < current) {
      return { id, status: 'done' };
    }
    if (index === current) {
      return { id, status: failed ? 'failed' : 'current' };
    }
    return { id, status: 'open' };
  });
}

/** Whether an operation ended without its version running healthy. */
export function isUnsuccessful(state: OperationState): boolean {
  return POSITION[state] === 3 && state !== 'succeeded';
}

function currentStep(
  operation: Pick<Operation, 'state' | 'change'>,
  ids: OperationStepId[],
): number {
  if (operation.state === 'requested') {
    return 1;
  }
  if (POSITION[operation.state] === 1) {
    return ids.indexOf(
      operation.state === 'awaiting-approval' && ids.includes('approval')
        ? 'approval'
        : 'committed',
    );
  }
  const committed = operation.change?.commit !== undefined;
  if (POSITION[operation.state] === 2 || committed) {
    return ids.indexOf('healthy');
  }
  return ids.includes('approval') ? ids.indexOf('approval') : 1;
}
