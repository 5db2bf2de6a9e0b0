import { isError } from '@backstage/errors';
import { ChangeRef, DesiredState } from '@openportal/plugin-deploy-node';
import {
  callPort,
  READ_TIMEOUT_MS,
  WRITE_TIMEOUT_MS,
} from '../../adapters/callPort';
import { evaluateExecutionGates } from '../../gates/evaluateGates';
import { countGivenApprovals } from '../approvalsCount';
import { OperationRecord } from '../OperationRecord';
import { toDesiredChange } from '../toDesiredChange';
import { explainFreeze } from './explainFreeze';
import { outcomeOfGates, readExecutionFacts } from './readExecutionFacts';
import {
  cancelledBy,
  findEnvironmentOf,
  isOverdue,
  moveTo,
  Step,
  StepContext,
  StepOutcome,
} from './Step';
import { environmentIsGone } from './stepRequested';

// What another attempt cannot clear. Everything else may be the network's fault, and is tried again.
const permanentErrors = [
  'ConflictError',
  'InputError',
  'NotAllowedError',
  'NotFoundError',
];

/**
 * Writes the change. The adapter looks for what an earlier attempt wrote before it writes, so a worker
 * that died after its commit is followed by one that finds that commit.
 */
export const stepApplying: Step = async (record, context) => {
  const { operation, settings } = record;
  const desiredState = context.adapters.desiredState(settings.strategy);
  const refusal = await refuse(record, context);
  if (
    isOverdue(record, context.nowMs) ||
    operation.cancelRequestedBy !== undefined ||
    refusal
  ) {
    return giveUp(record, context, { desiredState, refusal });
  }
  try {
    const change = toDesiredChange(
      record,
      await context.completionTokenOf?.(record),
    );
    const ref = await callPort(
      `The adapter '${desiredState.id}'`,
      WRITE_TIMEOUT_MS,
      signal => desiredState.propose(change, { signal }),
    );
    return adopt(ref, context);
  } catch (error) {
    if (isError(error) && permanentErrors.includes(error.name)) {
      return moveTo('failed', { reason: error.message });
    }
    throw error;
  }
};

/** What the gates say by now: it may have waited for the git host since they were asked. */
async function refuse(
  record: OperationRecord,
  context: StepContext,
): Promise<StepOutcome | undefined> {
  const environment = findEnvironmentOf(record, context);
  if (!environment) {
    return environmentIsGone(record);
  }
  if (record.attempts === 0) {
    const freeze = explainFreeze(record, context);
    return freeze === undefined
      ? undefined
      : moveTo('rejected', { reason: `${freeze}. Nothing was changed` });
  }
  const moment = await readExecutionFacts(record, context, environment, {
    approvals: countGivenApprovals(record, environment),
  });
  return outcomeOfGates(evaluateExecutionGates(moment.facts), moment, {
    delayMs: context.config.worker.pollIntervalMs,
  });
}

/** Nothing more is written; but what is written already cannot be denied. */
async function giveUp(
  record: OperationRecord,
  context: StepContext,
  known: { desiredState: DesiredState; refusal: StepOutcome | undefined },
): Promise<StepOutcome> {
  const { desiredState, refusal } = known;
  const { settings, operation } = record;
  const found = await callPort(
    `The adapter '${desiredState.id}'`,
    READ_TIMEOUT_MS,
    signal => desiredState.find(settings.target, operation.id, { signal }),
  );
  if (found) {
    return adopt(found, context);
  }
  if (operation.cancelRequestedBy !== undefined) {
    return cancelledBy(record);
  }
  return isOverdue(record, context.nowMs) || refusal === undefined
    ? moveTo('timed-out', {
        reason: `Nothing was changed: ${
          operation.stateReason ?? 'the change could not be written in time'
        }`,
      })
    : refusal;
}

function adopt(ref: ChangeRef, context: StepContext): StepOutcome {
  switch (ref.kind) {
    case 'pull-request':
      return moveTo('awaiting-approval', {
        changeRef: ref,
        change: {
          kind: 'pull-request',
          url: ref.url,
          number: ref.number,
          headSha: ref.headSha,
        },
        reason: `Pull request #${ref.number} waits for its reviews`,
        timeoutMs: 'none',
      });
    case 'unchanged':
      return moveTo('committed', {
        changeRef: ref,
        change: { kind: 'unchanged', url: ref.url, commit: ref.commit },
        reason: 'Git says so already. Waiting until it runs',
        timeoutMs: context.config.timeoutMs,
      });
    case 'job':
      return moveTo('committed', {
        changeRef: ref,
        change: { kind: 'job', url: ref.url },
        reason: 'The job is started. Waiting for its end',
        timeoutMs: context.config.timeoutMs,
      });
    default:
      return moveTo('committed', {
        changeRef: ref,
        change: { kind: 'commit', url: ref.url, commit: ref.commit },
        reason: `Committed as ${ref.commit.slice(0, 7)}. Waiting until it runs`,
        timeoutMs: context.config.timeoutMs,
      });
  }
}
