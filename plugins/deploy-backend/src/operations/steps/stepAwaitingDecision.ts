import { provesImage } from '@openportal/plugin-deploy-common';
import { callPort, READ_TIMEOUT_MS } from '../../adapters/callPort';
import { evaluateExecutionGates } from '../../gates/evaluateGates';
import { GivenApprovals } from '../../gates/GateFacts';
import { approvalPollDelay } from '../approvals';
import { countGivenApprovals } from '../approvalsCount';
import { toApprovalSubject } from '../approvalsSubject';
import { ApprovalSubject, OperationRecord } from '../OperationRecord';
import { outcomeOfGates, readExecutionFacts } from './readExecutionFacts';
import {
  cancelledBy,
  findEnvironmentOf,
  moveTo,
  Step,
  StepContext,
  StepOutcome,
  waitFor,
} from './Step';
import { environmentIsGone } from './stepRequested';

/**
 * Waits for the approvals that the portal collects itself. They are bound to the version and to what is written
 * now: where that changes they lose their effect, and when they are there everything is asked once more.
 */
export const stepAwaitingDecision: Step = async (record, context) => {
  const { operation } = record;
  if (operation.cancelRequestedBy !== undefined) {
    return cancelledBy(record);
  }
  const environment = findEnvironmentOf(record, context);
  if (!environment) {
    return environmentIsGone(record);
  }
  const rejection = operation.approval?.items.find(
    item => item.decision === 'rejected' && item.voidedAt === undefined,
  );
  if (rejection) {
    return moveTo('rejected', {
      actor: rejection.by,
      reason: `'${rejection.by}' rejected it${
        rejection.reason === undefined ? '' : `: ${rejection.reason}`
      }. Nothing was changed`,
    });
  }
  const subject = await readSubject(record, context);
  const moved = outcomeOfMove(record, context, subject);
  if (moved) {
    return moved;
  }
  const given = await askApproversAgain(
    record,
    context,
    countGivenApprovals(record, environment),
  );
  if (given.by.length < given.required) {
    return waitForPeople(record, context, given);
  }
  const moment = await readExecutionFacts(record, context, environment, {
    approvals: given,
    template: {
      seen: (record.progress.subject ?? record.settings.approval)?.template,
      now: subject.template,
    },
  });
  return (
    outcomeOfGates(evaluateExecutionGates(moment.facts), moment, {
      delayMs: delayOf(record, context),
      // What people agreed to goes out when time allows it. A version that failed since is not what they agreed to.
      waitsFor: ['freeze'],
    }) ??
    moveTo('applying', {
      reason: `Approved by ${given.by.map(ref => `'${ref}'`).join(', ')}${
        moment.permissionAsked
          ? ''
          : `. The permission of '${operation.requestedBy}' is the one of the request: it cannot be asked again here`
      }`,
      timeoutMs: context.config.timeoutMs,
    })
  );
};

/** What is there now, as an approval would be about it. */
async function readSubject(
  { operation, settings }: OperationRecord,
  context: StepContext,
): Promise<ApprovalSubject> {
  const desiredState = context.adapters.desiredState(settings.strategy);
  const desired = await callPort(
    `The adapter '${desiredState.id}'`,
    READ_TIMEOUT_MS,
    signal => desiredState.read(settings.target, { signal }),
  );
  return toApprovalSubject({
    fromImage: desired?.image,
    toImage: operation.to.image,
    template: desired?.template,
  });
}

/** What it means that something else is written than what people were asked about. */
function outcomeOfMove(
  record: OperationRecord,
  context: StepContext,
  subject: ApprovalSubject,
): StepOutcome | undefined {
  const { operation, progress, settings } = record;
  const before = progress.subject ?? settings.approval;
  if (before?.diffHash === subject.diffHash) {
    return undefined;
  }
  const { fromImage } = subject;
  if (fromImage !== undefined && provesImage(fromImage, operation.to.image)) {
    return moveTo('superseded', {
      reason: `Git says '${operation.to.version}' already: somebody wrote it without this operation`,
    });
  }
  const what =
    before?.fromImage === fromImage
      ? `the manifest of '${operation.environment}' was edited`
      : `the version in '${operation.environment}' changed`;
  return waitFor(delayOf(record, context), {
    reason: `Waiting for approvals in the portal: ${what}, so it must be approved as it is now`,
    progress: { ...progress, subject },
    voidApprovals: what,
  });
}

/** Leaves out who may not approve any more, where that can be asked. */
async function askApproversAgain(
  record: OperationRecord,
  context: StepContext,
  given: GivenApprovals,
): Promise<GivenApprovals> {
  if (given.by.length < given.required) {
    return given;
  }
  const still = await Promise.all(
    given.by.map(async approver => {
      const permissions = await context.askPermissions(record, approver);
      return permissions?.approve === false ? [] : [approver];
    }),
  );
  return { ...given, by: still.flat() };
}

function waitForPeople(
  record: OperationRecord,
  context: StepContext,
  { by, required }: GivenApprovals,
): StepOutcome {
  const voided = record.operation.approval?.items.some(
    item => item.voidedAt !== undefined,
  );
  return waitFor(delayOf(record, context), {
    reason: `Waiting for approvals in the portal: ${by.length} of ${required}${
      voided && record.progress.subject
        ? '. Earlier approvals lost their effect, because what would change is not what it was'
        : ''
    }`,
    ...(required !== record.operation.approval?.required && {
      progress: { ...record.progress, requiredApprovals: required },
    }),
  });
}

function delayOf(record: OperationRecord, context: StepContext): number {
  return approvalPollDelay(
    context.nowMs - record.requestedAtMs,
    context.config.worker.pollIntervalMs,
  );
}
