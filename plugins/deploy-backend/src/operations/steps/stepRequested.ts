import { evaluateExecutionGates } from '../../gates/evaluateGates';
import { countGivenApprovals } from '../approvalsCount';
import { OperationRecord } from '../OperationRecord';
import { outcomeOfGates, readExecutionFacts } from './readExecutionFacts';
import {
  cancelledBy,
  findEnvironmentOf,
  isOverdue,
  moveTo,
  Step,
  StepOutcome,
} from './Step';

/**
 * Asks again what could have changed between the request and the work. What the portal collects approvals for
 * waits for them before anything is written; a pull request is opened first.
 */
export const stepRequested: Step = async (record, context) => {
  const { operation } = record;
  if (operation.cancelRequestedBy !== undefined) {
    return cancelledBy(record);
  }
  if (isOverdue(record, context.nowMs)) {
    return moveTo('timed-out', {
      reason: `Nothing was changed: ${
        operation.stateReason ?? 'no worker took it up in time'
      }`,
    });
  }
  const environment = findEnvironmentOf(record, context);
  if (!environment) {
    return environmentIsGone(record);
  }
  const moment = await readExecutionFacts(record, context, environment, {
    approvals: countGivenApprovals(record, environment),
  });
  const refusal = outcomeOfGates(evaluateExecutionGates(moment.facts), moment, {
    delayMs: context.config.worker.pollIntervalMs,
  });
  if (refusal) {
    return refusal;
  }
  if (record.mode === 'approvals') {
    const { required } = countGivenApprovals(record, environment);
    return moveTo('awaiting-approval', {
      reason: `Waiting for approvals in the portal: 0 of ${required}`,
      timeoutMs: 'none',
    });
  }
  return moveTo('applying', {
    reason: moment.permissionAsked
      ? undefined
      : `The permission of '${operation.requestedBy}' is the one of the request: it cannot be asked again here`,
  });
};

/** The end of an operation whose environment is configured no more. */
export function environmentIsGone({ operation }: OperationRecord): StepOutcome {
  return moveTo('cancelled', {
    reason: `'${operation.environment}' is no longer in the configuration of the portal. Nothing was changed`,
  });
}
