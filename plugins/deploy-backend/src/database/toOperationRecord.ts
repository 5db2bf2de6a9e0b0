import {
  Operation,
  OperationApproval,
  OPERATION_STATES,
  OperationChange,
  OperationState,
  DeployedVersion,
  displayVersion,
  tryParseImageReference,
} from '@openportal/plugin-deploy-common';
import { ChangeRef } from '@openportal/plugin-deploy-node';
import {
  ChangeMode,
  OperationProgress,
  OperationRecord,
  OperationSettings,
} from '../operations/OperationRecord';
import { OperationRow, toIso, toOptionalIso } from './rows';

/** An image as people and machines name it. */
export function toDeployedVersion(image: string): DeployedVersion {
  const digest = tryParseImageReference(image)?.digest;
  return {
    version: displayVersion(image),
    image,
    ...(digest !== undefined && { digest }),
  };
}

/** The domain's view of a row, with the decisions that were made about it. */
export function toOperationRecord(
  row: OperationRow,
  approvals: OperationApproval[] = [],
): OperationRecord {
  const change = parseOptional<OperationChange>(row.change_view);
  const settings = JSON.parse(row.settings) as OperationSettings;
  const progress = parseOptional<OperationProgress>(row.progress) ?? {};
  const { approval, breakGlass } = settings;
  const operation: Operation = {
    id: row.id,
    kind: row.kind as Operation['kind'],
    entityRef: row.entity_ref,
    environment: row.environment,
    sourceEnvironment: row.source_environment ?? undefined,
    from:
      row.from_image === null ? undefined : toDeployedVersion(row.from_image),
    to: toDeployedVersion(row.to_image),
    requestedBy: row.requested_by,
    channel: row.channel as Operation['channel'],
    reason: row.reason ?? undefined,
    state: toState(row.state),
    stateReason: row.state_reason ?? undefined,
    change,
    correlationId: row.correlation_id,
    requestedAt: toIso(row.requested_at),
    updatedAt: toIso(row.updated_at),
    deadline: toOptionalIso(row.deadline_at),
    finishedAt: toOptionalIso(row.finished_at),
    lateSuccessAt: toOptionalIso(row.late_success_at),
    approval: approval && {
      required: progress.requiredApprovals ?? approval.required,
      diffHash: (progress.subject ?? approval).diffHash,
      items: approvals,
    },
    breakGlass: breakGlass && { by: breakGlass.by, reason: breakGlass.reason },
    retryOf: settings.retryOf,
    strategy: settings.strategy,
    cancelRequestedBy: row.cancel_requested_by ?? undefined,
  };
  return {
    operation,
    sequence: Number(row.sequence),
    mode: toMode(row.mode),
    settings,
    changeRef: parseOptional<ChangeRef>(row.change_ref),
    progress,
    idempotencyKey: row.idempotency_key ?? undefined,
    requestHash: row.request_hash,
    cancelReason: row.cancel_reason ?? undefined,
    attempts: row.attempts,
    requestedAtMs: Number(row.requested_at),
    deadlineMs: row.deadline_at === null ? undefined : Number(row.deadline_at),
  };
}

/** A state as stored. A newer replica may have written one that this one does not know. */
export function toState(text: string): OperationState {
  const state = OPERATION_STATES.find(known => known === text);
  if (!state) {
    throw new Error(
      `The stored operation state '${text}' is not known to this version of the deploy plugin`,
    );
  }
  return state;
}

function toMode(text: string): ChangeMode {
  return text === 'pull-request' || text === 'approvals' ? text : 'direct';
}

function parseOptional<T>(json: string | null): T | undefined {
  return json === null ? undefined : (JSON.parse(json) as T);
}
