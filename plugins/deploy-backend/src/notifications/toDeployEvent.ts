import {
  isFinalState,
  Operation,
  OperationState,
} from '@openportal/plugin-deploy-common';
import { DeployEvent } from '@openportal/plugin-deploy-node';
import { OperationRecord } from '../operations/OperationRecord';

const worthTelling: readonly OperationState[] = [
  'awaiting-approval',
  'succeeded',
  'failed',
  'timed-out',
  'superseded',
  'cancelled',
  'rejected',
];

/** What people are told about a transition, or undefined where it is not worth a message. */
export function toDeployEvent(
  record: OperationRecord,
): DeployEvent | undefined {
  const { operation, settings } = record;
  // Who breaks the glass is heard of at once, and in all that follows.
  const { breakGlass } = operation;
  if (
    !worthTelling.includes(operation.state) &&
    !(breakGlass && operation.state === 'requested')
  ) {
    return undefined;
  }
  const broken =
    breakGlass && `'${breakGlass.by}' broke the glass: ${breakGlass.reason}`;
  return {
    ...shared(record),
    id: `${operation.id}:${operation.state}`,
    title: titleOf(operation, settings.target.name),
    description:
      [operation.stateReason, broken]
        .filter(text => text !== undefined)
        .join('. ') || undefined,
  };
}

/** What people are told when approvals lost their effect: they must look again. */
export function approvalsVoidedEvent(
  record: OperationRecord,
  voided: { reason: string; at: number },
): DeployEvent {
  const { operation, settings } = record;
  return {
    ...shared(record),
    id: `${operation.id}:voided:${voided.at}`,
    title: `${describe(operation, settings.target.name)} needs new approvals`,
    description: voided.reason,
  };
}

/** What people are told when an operation that ended without success works after all. */
export function lateSuccessEvent(record: OperationRecord): DeployEvent {
  const { operation, settings } = record;
  return {
    ...shared(record),
    id: `${operation.id}:late-success`,
    title: `${describe(operation, settings.target.name)} succeeded after all`,
    description: `It ended as '${operation.state}', and '${operation.to.version}' runs healthy now`,
  };
}

/** What people are told when the change of an ended operation appears in git after its end. */
export function lateEffectEvent(
  record: OperationRecord,
  what: string,
): DeployEvent {
  const { operation, settings } = record;
  return {
    ...shared(record),
    id: `${operation.id}:late-effect`,
    title: `${describe(operation, settings.target.name)} left something behind`,
    description: what,
  };
}

function shared({
  operation,
  settings,
}: OperationRecord): Omit<DeployEvent, 'id' | 'title'> {
  const [kind, rest] = settings.target.entityRef.split(':');
  const [namespace, name] = rest.split('/');
  return {
    operation,
    sourceRepository: settings.target.sourceRepository,
    recipients: [...new Set([operation.requestedBy, ...settings.owners])],
    slackChannel: settings.slackChannel,
    link: `/catalog/${namespace}/${kind}/${name}/deploy`,
    final: isFinalState(operation.state),
  };
}

function describe(operation: Operation, name: string): string {
  return `${
    operation.kind === 'rollback' ? 'Rollback' : 'Promotion'
  } of ${name} to ${operation.to.version} in ${operation.environment}`;
}

function titleOf(operation: Operation, name: string): string {
  const what = describe(operation, name);
  switch (operation.state) {
    case 'awaiting-approval':
      return `${what} waits for approval`;
    case 'timed-out':
      return `${what} timed out`;
    case 'superseded':
      return `${what} was superseded`;
    case 'cancelled':
      return `${what} was cancelled`;
    case 'rejected':
      return `${what} was rejected`;
    default:
      return `${what} ${operation.state}`;
  }
}
