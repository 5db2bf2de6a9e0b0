import {
  isCancellable,
  isRetryable,
  Operation,
  OperationActions,
} from '@openportal/plugin-deploy-common';
import { actionVerb } from '../gates/actionVerb';
import { OperationRecord } from '../operations/OperationRecord';
import { EnvironmentPermissions } from './DeployAuthorizer';

type Verdict = OperationActions['approve'];

/** What decides about what somebody may do with an operation. */
export type OperationActionFacts = {
  record: OperationRecord;
  /** Who asks. */
  caller: string;
  permissions: Pick<EnvironmentPermissions, 'promote' | 'rollback' | 'approve'>;
  /** Newest operation of its environment. */
  latestOperationId: string | undefined;
};

/** What the caller may do with an operation now, and why not where they may not. */
export function describeOperationActions(
  facts: OperationActionFacts,
): OperationActions {
  return {
    approve: toVerdict(whyNotApprove(facts)),
    cancel: toVerdict(whyNotCancel(facts)),
    retry: toVerdict(whyNotRetry(facts)),
  };
}

function whyNotApprove({
  record,
  caller,
  permissions,
}: OperationActionFacts): string | undefined {
  const { operation, mode, settings } = record;
  const { approval } = operation;
  if (operation.finishedAt !== undefined) {
    return over(operation);
  }
  if (mode !== 'approvals' || !approval) {
    return mode === 'pull-request'
      ? 'Its pull request is approved at the git host'
      : `'${operation.environment}' asks for no approval of it`;
  }
  if (operation.state !== 'awaiting-approval') {
    return `It is '${operation.state}' and waits for nobody's approval`;
  }
  if (!permissions.approve) {
    return `You may not approve changes of '${operation.environment}': it needs the permission 'deploy.approve'. Ask who manages the permission policy of the portal`;
  }
  if (settings.approval?.excludeRequester && operation.requestedBy === caller) {
    return `You asked for it yourself: somebody else with the permission 'deploy.approve' must decide`;
  }
  const decided = approval.items.find(
    item =>
      item.by === caller &&
      item.voidedAt === undefined &&
      item.diffHash === approval.diffHash,
  );
  return decided && `You ${decided.decision} it at ${decided.at}`;
}

function whyNotCancel({
  record,
  permissions,
}: OperationActionFacts): string | undefined {
  const { operation } = record;
  if (operation.finishedAt !== undefined) {
    return over(operation);
  }
  if (!isCancellable(operation.state)) {
    return `It is '${operation.state}': its change is written. Roll '${operation.environment}' back instead`;
  }
  if (operation.cancelRequestedBy !== undefined) {
    return `'${operation.cancelRequestedBy}' has asked for that`;
  }
  return whyNotChange(operation, permissions);
}

/** Why an operation cannot be asked for again by somebody with these permissions, or undefined where it can. */
export function whyNotRetry({
  record,
  permissions,
  latestOperationId,
}: Pick<OperationActionFacts, 'record' | 'permissions' | 'latestOperationId'>):
  | string
  | undefined {
  const { operation } = record;
  if (!isRetryable(operation.state)) {
    return operation.finishedAt === undefined
      ? `It is '${operation.state}' and not over`
      : over(operation);
  }
  if (latestOperationId !== operation.id) {
    return `'${operation.environment}' was changed after it (operation ${latestOperationId}): ask for what you want now`;
  }
  return whyNotChange(operation, permissions);
}

function whyNotChange(
  { kind, environment }: Operation,
  permissions: OperationActionFacts['permissions'],
): string | undefined {
  const action = kind === 'rollback' ? 'rollback' : 'promote';
  return permissions[action]
    ? undefined
    : `You may not ${actionVerb(
        action,
      )} in '${environment}': it needs the permission 'deploy.${action}'. Ask its owner, or who manages the permission policy of the portal`;
}

function over({ state }: Operation): string {
  return `It is over: it ended as '${state}'`;
}

function toVerdict(reason: string | undefined): Verdict {
  return reason === undefined ? { allowed: true } : { allowed: false, reason };
}
