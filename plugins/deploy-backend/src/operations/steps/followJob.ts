import { DesiredState } from '@openportal/plugin-deploy-node';
import { callPort, READ_TIMEOUT_MS } from '../../adapters/callPort';
import { OperationRecord } from '../OperationRecord';
import { isOverdue, moveTo, StepContext, StepOutcome, waitFor } from './Step';

/**
 * Follows a job until its end, which says nothing yet about what runs. Undefined where the operation is about no
 * job, or where the job is done.
 */
export async function followJob(
  record: OperationRecord,
  context: StepContext,
  desiredState: DesiredState,
): Promise<StepOutcome | undefined> {
  const { changeRef, settings, operation } = record;
  if (changeRef?.kind !== 'job') {
    return undefined;
  }
  const status = await callPort(
    `The adapter '${desiredState.id}'`,
    READ_TIMEOUT_MS,
    signal => desiredState.status(settings.target, changeRef, { signal }),
  );
  if (status.state === 'landed') {
    return undefined;
  }
  const change = {
    ...operation.change,
    kind: 'job' as const,
    url: status.url ?? operation.change?.url,
    blockedBy: status.blockedBy,
  };
  if (status.state === 'closed') {
    return moveTo('failed', {
      actor: status.closedBy,
      change,
      reason: `The job will not deploy it: ${
        status.closedReason ?? 'it ended without success'
      }`,
    });
  }
  if (isOverdue(record, context.nowMs)) {
    return moveTo('timed-out', {
      change,
      reason: `The job did not end in time${
        status.blockedBy === undefined ? '' : `: ${status.blockedBy}`
      }`,
    });
  }
  return waitFor(context.config.worker.pollIntervalMs, {
    change,
    reason: status.blockedBy ?? 'The job runs',
  });
}
