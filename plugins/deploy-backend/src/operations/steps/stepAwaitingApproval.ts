import { Environment, OperationChange } from '@openportal/plugin-deploy-common';
import {
  ChangeRef,
  ChangeStatus,
  DesiredState,
} from '@openportal/plugin-deploy-node';
import {
  callPort,
  READ_TIMEOUT_MS,
  WRITE_TIMEOUT_MS,
} from '../../adapters/callPort';
import { evaluateExecutionGates } from '../../gates/evaluateGates';
import {
  approvalPollDelay,
  ApprovalVerdict,
  countApprovals,
} from '../approvals';
import { OperationRecord } from '../OperationRecord';
import { explainFreeze } from './explainFreeze';
import { readExecutionFacts } from './readExecutionFacts';
import {
  cancelledBy,
  findEnvironmentOf,
  moveTo,
  Step,
  StepContext,
  StepOutcome,
  waitFor,
} from './Step';

/**
 * Waits for the reviews of the pull request. The git host decides; where everything is there, its rules
 * included, the head that was reviewed is merged, and no other.
 */
export const stepAwaitingApproval: Step = async (record, context) => {
  const { changeRef, settings, operation } = record;
  if (!changeRef) {
    return moveTo('failed', { reason: 'Its pull request was never recorded' });
  }
  const desiredState = context.adapters.desiredState(settings.strategy);
  const status = await callPort(
    `The adapter '${desiredState.id}'`,
    READ_TIMEOUT_MS,
    signal => desiredState.status(settings.target, changeRef, { signal }),
  );
  const ended = outcomeOfEnd(record, context, status);
  if (ended) {
    return ended;
  }
  if (operation.cancelRequestedBy !== undefined) {
    return abandon(record, context, desiredState, changeRef);
  }
  return look(record, context, desiredState, changeRef, status);
};

function outcomeOfEnd(
  record: OperationRecord,
  context: StepContext,
  status: ChangeStatus,
): StepOutcome | undefined {
  if (status.state === 'landed') {
    const by = status.mergedBy === undefined ? '' : ` by '${status.mergedBy}'`;
    return moveTo('committed', {
      actor: status.mergedBy,
      change: { ...toChange(record, status), commit: status.commit },
      reason: `Merged${by}. Waiting until it runs`,
      timeoutMs: context.config.timeoutMs,
    });
  }
  if (status.state === 'closed') {
    if (record.operation.cancelRequestedBy !== undefined) {
      return cancelledBy(record);
    }
    return moveTo('rejected', {
      actor: status.closedBy,
      change: toChange(record, status),
      reason:
        status.closedBy === undefined
          ? `The pull request will not be merged: ${
              status.closedReason ?? 'it was closed'
            }`
          : `'${status.closedBy}' closed the pull request without merging it`,
    });
  }
  return undefined;
}

async function abandon(
  record: OperationRecord,
  context: StepContext,
  desiredState: DesiredState,
  changeRef: ChangeRef,
): Promise<StepOutcome> {
  const { settings, operation } = record;
  const status = await callPort(
    `The adapter '${desiredState.id}'`,
    WRITE_TIMEOUT_MS,
    signal =>
      desiredState.abandon(settings.target, changeRef, {
        signal,
        reason: `Cancelled in the portal by ${operation.cancelRequestedBy}${
          record.cancelReason === undefined ? '' : `: ${record.cancelReason}`
        }`,
      }),
  );
  // Somebody may have merged it in the same moment: then it is too late.
  return outcomeOfEnd(record, context, status) ?? waitFor(1000);
}

async function look(
  record: OperationRecord,
  context: StepContext,
  desiredState: DesiredState,
  changeRef: ChangeRef,
  status: ChangeStatus,
): Promise<StepOutcome> {
  const { operation, settings } = record;
  const environment = findEnvironmentOf(record, context);
  const protection = environment?.protection;
  const verdict = protection
    ? countApprovals(status, protection, {
        ref: operation.requestedBy,
        ...(await context.findLogins(operation.requestedBy)),
      })
    : undefined;
  const holdUp =
    whatHoldsUp(record, context, status, verdict) ??
    (await whatGatesSay(record, context, environment));
  const headSha = status.headSha;
  if (holdUp === undefined && protection?.mergeWhenApproved && headSha) {
    const merged = await callPort(
      `The adapter '${desiredState.id}'`,
      WRITE_TIMEOUT_MS,
      signal =>
        desiredState.merge(settings.target, changeRef, { signal, headSha }),
    );
    const ended = outcomeOfEnd(record, context, merged);
    if (ended) {
      return ended;
    }
    return wait(record, context, {
      status: merged,
      verdict,
      blockedBy: merged.blockedBy ?? 'The git host did not merge it',
      required: protection.approvals,
    });
  }
  return wait(record, context, {
    status,
    verdict,
    blockedBy: holdUp ?? 'Somebody must merge it',
    required: protection?.approvals,
  });
}

/** What has come up since the request: asked when nothing else holds the merge up, for it asks the registry too. */
async function whatGatesSay(
  record: OperationRecord,
  context: StepContext,
  environment: Environment | undefined,
): Promise<string | undefined> {
  if (!environment?.protection.mergeWhenApproved) {
    return undefined;
  }
  const { facts } = await readExecutionFacts(record, context, environment);
  const failed = evaluateExecutionGates(facts).filter(
    gate => gate.status === 'fail',
  );
  return failed.length === 0
    ? undefined
    : failed.map(gate => gate.reason).join('; ');
}

function whatHoldsUp(
  record: OperationRecord,
  context: StepContext,
  status: ChangeStatus,
  verdict: ApprovalVerdict | undefined,
): string | undefined {
  const { operation, changeRef } = record;
  if (!verdict) {
    return `'${operation.environment}' is no longer in the configuration of the portal: merge or close the pull request by hand`;
  }
  if (
    changeRef?.kind === 'pull-request' &&
    status.headSha !== changeRef.headSha
  ) {
    // What somebody else pushed is not what the gates looked at: a person merges that, or nobody.
    return 'Somebody pushed to the branch of the pull request: merge or close it by hand';
  }
  const freeze = explainFreeze(record, context);
  if (freeze !== undefined) {
    return freeze;
  }
  if (!verdict.approved) {
    return verdict.missing;
  }
  if (status.blockedBy !== undefined) {
    // Not even tried: a token with administrator's rights would get it through.
    return status.blockedBy;
  }
  return status.mergeable === true
    ? undefined
    : 'The git host is still checking whether it can be merged';
}

function wait(
  record: OperationRecord,
  context: StepContext,
  details: {
    status: ChangeStatus;
    verdict: ApprovalVerdict | undefined;
    blockedBy: string;
    required: number | undefined;
  },
): StepOutcome {
  return waitFor(
    approvalPollDelay(
      context.nowMs - record.requestedAtMs,
      context.config.worker.pollIntervalMs,
    ),
    {
      reason: `Waiting for the pull request: ${details.blockedBy}`,
      change: {
        ...toChange(record, details.status),
        reviews: details.verdict?.reviews,
        requiredApprovals: details.required,
        blockedBy: details.blockedBy,
      },
    },
  );
}

function toChange(
  record: OperationRecord,
  status: ChangeStatus,
): OperationChange {
  const { blockedBy: _cleared, ...known } = record.operation.change ?? {
    kind: 'pull-request' as const,
  };
  return {
    ...known,
    url: status.url ?? known.url,
    headSha: status.headSha ?? known.headSha,
  };
}
