import { Operation, OperationState } from '@openportal/plugin-deploy-common';

/** The steps that a person follows, fewer than the states of the engine. */
export type OperationStepId =
  | 'requested'
  | 'approval'
  | 'committed'
  | 'syncing'
  | 'healthy';

/** One step with how far it is. */
export type OperationStep = {
  id: OperationStepId;
  status: 'done' | 'current' | 'open' | 'failed';
};

const UNSUCCESSFUL: readonly OperationState[] = [
  'failed',
  'timed-out',
  'superseded',
  'cancelled',
  'rejected',
];

/** The step that an operation in a state works on. */
const CURRENT: Partial<Record<OperationState, OperationStepId>> = {
  requested: 'committed',
  applying: 'committed',
  'awaiting-approval': 'approval',
  committed: 'syncing',
  progressing: 'healthy',
};

/**
 * The steps of an operation. A step that ended badly is the one where the
 * operation stood: what is in git was committed, whatever came after.
 *
 * @param operation - The operation; only these fields matter.
 * @param reached - The states that it was in, from its events. Without them an
 * operation that ended badly after its commit counts as not applied.
 */
export function operationSteps(
  operation: Pick<Operation, 'state' | 'change' | 'approval'>,
  reached: readonly OperationState[] = [],
): OperationStep[] {
  const needsApproval =
    operation.change?.kind === 'pull-request' ||
    operation.approval !== undefined ||
    operation.state === 'awaiting-approval';
  const ids: OperationStepId[] = needsApproval
    ? ['requested', 'approval', 'committed', 'syncing', 'healthy']
    : ['requested', 'committed', 'syncing', 'healthy'];
  const current = ids.indexOf(currentStep(operation, ids, reached));
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
  return UNSUCCESSFUL.includes(state);
}

function currentStep(
  operation: Pick<Operation, 'state' | 'change' | 'approval'>,
  ids: OperationStepId[],
  reached: readonly OperationState[],
): OperationStepId {
  const { state, change, approval } = operation;
  const works = CURRENT[state];
  if (works) {
    // The portal collects approvals before it writes anything.
    return state === 'requested' && approval ? 'approval' : works;
  }
  if (reached.includes('progressing')) {
    return 'healthy';
  }
  if (change?.commit !== undefined || reached.includes('committed')) {
    return 'syncing';
  }
  const wasApproved = approval !== undefined && reached.at(-2) === 'applying';
  return ids.includes('approval') && !wasApproved ? 'approval' : 'committed';
}
