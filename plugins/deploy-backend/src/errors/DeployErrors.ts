import { ConflictError, NotAllowedError } from '@backstage/errors';
import {
  ChangedValue,
  displayVersion,
  Gate,
  GateId,
  Operation,
} from '@openportal/plugin-deploy-common';

/** Another operation is changing the environment: the first one is named. */
export class OperationActiveError extends ConflictError {
  readonly code = 'operation-active';
  readonly operationId: string;
  readonly gates: Gate[];

  constructor(active: Operation) {
    super(
      `'${active.environment}' of '${active.entityRef}' is being changed already: ${active.kind} to '${active.to.version}' by '${active.requestedBy}' is '${active.state}' (operation ${active.id}). Wait for it, or cancel it, then try again`,
    );
    this.name = 'ConflictError';
    this.operationId = active.id;
    this.gates = [
      {
        id: 'one-at-a-time',
        title: 'No other change',
        status: 'fail',
        reason: this.message,
        clearedBy: `The end of operation ${active.id}, or its cancellation`,
        ...(active.deadline !== undefined && { clearsAt: active.deadline }),
      },
    ];
  }
}

/** The caller lacks a permission: which one is asked for, where, and who can give it. */
export class PermissionDeniedError extends NotAllowedError {
  readonly code = 'not-allowed';
  readonly gates: Gate[];

  constructor(
    what: string,
    gate: { id?: GateId; title?: string; clearedBy?: string } = {},
  ) {
    const clearedBy =
      gate.clearedBy ?? 'Who manages the permission policy of the portal';
    super(`${what}. Who can clear it: ${clearedBy}`);
    this.name = 'NotAllowedError';
    this.gates = [
      {
        id: gate.id ?? 'permission',
        title: gate.title ?? 'Permission',
        status: 'fail',
        reason: what,
        clearedBy,
      },
    ];
  }
}

/** The operation does not wait for this decision. */
export class NotApprovableError extends ConflictError {
  readonly code = 'not-approvable';
  readonly operationId: string;

  constructor(operation: Operation, reason: string) {
    super(`Operation ${operation.id} takes no such decision: ${reason}`);
    this.name = 'ConflictError';
    this.operationId = operation.id;
  }
}

/** The operation cannot be asked for again. */
export class NotRetryableError extends ConflictError {
  readonly code = 'not-retryable';
  readonly operationId: string;

  constructor(operation: Operation, reason: string) {
    super(`Operation ${operation.id} cannot be asked for again: ${reason}`);
    this.name = 'ConflictError';
    this.operationId = operation.id;
  }
}

/** What the author of a request saw is no longer so. */
export class ChangedSinceSeenError extends ConflictError {
  readonly code = 'changed-since-seen';
  readonly changed: ChangedValue[];

  constructor(options: { environment: string; changed: ChangedValue[] }) {
    const what = options.changed.map(change =>
      describeChanged(change, options.environment),
    );
    super(
      `Something changed since you looked: ${what.join(
        '; ',
      )}. Look again, then repeat the request`,
    );
    this.name = 'ConflictError';
    this.changed = options.changed;
  }
}

/** The same idempotency key came with another request. */
export class IdempotencyKeyReusedError extends ConflictError {
  readonly code = 'idempotency-key-reused';
  readonly operationId: string;

  constructor(key: string, operation: Operation) {
    super(
      `The idempotency key '${key}' belongs to another request (operation ${operation.id}). Use a new key for a new request`,
    );
    this.name = 'ConflictError';
    this.operationId = operation.id;
  }
}

/** A gate refuses the action. */
export class GateFailedError extends ConflictError {
  readonly code: 'gate-failed' | 'no-rollback-target';
  readonly gates: Gate[];

  constructor(options: {
    action: string;
    entityRef: string;
    environment: string;
    gates: Gate[];
  }) {
    const failed = options.gates.filter(gate => gate.status === 'fail');
    super(
      `Cannot ${options.action} '${options.entityRef}' in '${
        options.environment
      }': ${failed.map(describeGate).join('; ')}`,
    );
    this.name = 'ConflictError';
    this.code = failed.some(gate => gate.id === 'rollback-target')
      ? 'no-rollback-target'
      : 'gate-failed';
    this.gates = failed;
  }
}

/** The operation is past the point where it could be cancelled. */
export class NotCancellableError extends ConflictError {
  readonly code = 'not-cancellable';
  readonly operationId: string;

  constructor(operation: Operation) {
    super(
      operation.finishedAt === undefined
        ? `Operation ${operation.id} is '${operation.state}': its change is in git. Roll '${operation.environment}' back instead`
        : `Operation ${operation.id} is over: it ended as '${operation.state}'`,
    );
    this.name = 'ConflictError';
    this.operationId = operation.id;
  }
}

/** The worker lost its lease: another worker may be at it, so nothing more may be written. */
export class LeaseLostError extends Error {
  constructor(operationId: string) {
    super(`The lease of operation ${operationId} is lost`);
    this.name = 'LeaseLostError';
  }
}

/** Somebody cancelled an operation or decided about it while a worker was at it: the worker must look again. */
export class OperationChangedError extends Error {
  constructor(operationId: string) {
    super(`Operation ${operationId} was changed in between`);
    this.name = 'OperationChangedError';
  }
}

function describeGate({ title, reason, clearedBy }: Gate): string {
  return `${title}: ${reason}${
    clearedBy === undefined ? '' : `. Who can clear it: ${clearedBy}`
  }`;
}

function describeChanged(
  { field, expected, actual }: ChangedValue,
  environment: string,
): string {
  if (field === 'manifest') {
    return `somebody edited the manifest of '${environment}', so another change would come of it`;
  }
  if (field === 'operation') {
    return actual === undefined
      ? `'${environment}' was changed in between`
      : `'${environment}' was changed in between, by operation ${actual}`;
  }
  const place =
    field === 'from'
      ? `the version in '${environment}'`
      : 'the version to go there';
  return `${place} was '${describe(expected)}' and is now '${describe(
    actual,
  )}'`;
}

function describe(image: string | undefined): string {
  return image === undefined ? 'none' : displayVersion(image);
}
