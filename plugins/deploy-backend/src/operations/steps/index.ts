import { OperationState } from '@openportal/plugin-deploy-common';
import { Step } from './Step';
import { stepApplying } from './stepApplying';
import { stepAwaitingApproval } from './stepAwaitingApproval';
import { stepAwaitingDecision } from './stepAwaitingDecision';
import { stepRequested } from './stepRequested';
import { stepRollout } from './stepRollout';

/** The step of each state that is not final. */
export const steps: Partial<Record<OperationState, Step>> = {
  requested: stepRequested,
  applying: stepApplying,
  'awaiting-approval': (record, context) =>
    record.mode === 'approvals'
      ? stepAwaitingDecision(record, context)
      : stepAwaitingApproval(record, context),
  committed: stepRollout,
  progressing: stepRollout,
};
