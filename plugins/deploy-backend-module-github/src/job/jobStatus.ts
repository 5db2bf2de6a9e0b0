import { ChangeStatus } from '@openportal/plugin-deploy-node';
import { toRunState } from '../pipelines/runStates';
import { JobRun } from './findRun';

/** After that time GitHub would have begun a run, or will not. */
const START_LIMIT_MS = 10 * 60_000;

/** Where a job stands by its run, or by the lack of one. */
export function toJobStatus(facts: {
  workflow: string;
  operationId: string;
  /** When it was ordered. */
  orderedAt: string;
  run?: JobRun;
  failedStep?: string;
  nowMs: number;
}): ChangeStatus {
  const { workflow, operationId, orderedAt, run, failedStep, nowMs } = facts;
  if (!run) {
    const isLate = nowMs - Date.parse(orderedAt) > START_LIMIT_MS;
    const missing = `No run of '${workflow}' names the operation ${operationId}. It is not started again, because GitHub may have taken the order; let the workflow have a run-name with the id that it is told`;
    return isLate
      ? { state: 'closed', reviews: [], closedReason: missing }
      : {
          state: 'open',
          reviews: [],
          blockedBy: `Waiting for GitHub to begin a run of '${workflow}'`,
        };
  }
  const { url, updatedAt } = run;
  switch (toRunState(run)) {
    case 'succeeded':
      return { state: 'landed', landedAt: updatedAt, url, reviews: [] };
    case 'failed':
      return {
        state: 'closed',
        url,
        reviews: [],
        closedReason: `The run of '${workflow}' failed${
          failedStep ? ` at '${failedStep}'` : ''
        }; look at its log`,
      };
    case 'cancelled':
      return {
        state: 'closed',
        url,
        reviews: [],
        closedReason: `The run of '${workflow}' was cancelled`,
      };
    default:
      return {
        state: 'open',
        url,
        reviews: [],
        blockedBy:
          run.status === 'waiting'
            ? `The run of '${workflow}' waits for a review of its environment at GitHub`
            : `The run of '${workflow}' is ${(run.status ?? 'queued').replace(
                '_',
                ' ',
              )}`,
      };
  }
}
