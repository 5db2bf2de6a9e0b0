import { ConflictError } from '@backstage/errors';
import {
  ChangedValue,
  displayVersion,
  Gate,
  Operation,
} from '@openportal/plugin-deploy-common';

/** Another operation is changing the environment: the first one is named. */
export class OperationActiveError extends ConflictError {
  readonly code = 'operation-active';
  readonly operationId: string;

  constructor(active: Operation) {
    super(
      `'${active.environment}' of '${active.entityRef}' is being changed already: ${active.kind} to '${active.to.version}' by '${active.requestedBy}' is '${active.state}' (operation ${active.id}). Wait for it, or cancel it, then try again`,
    );
    this.name = 'ConflictError';
    this.operationId = active.id;
  }
}

/** What the author of a request saw is no longer so. */
export class ChangedSinceSeenError extends ConflictError {
  readonly code = 'changed-since-seen';
  readonly changed: ChangedValue[];

  constructor(options: { environment: string; changed: ChangedValue[] }) {
    const what = options.changed.map(({ field, expected, actual }) => {
      const place =
        field === 'from'
          ? `the version in '${options.environment}'`
          : 'the version to go there';
      return `${place} was '${describe(expected)}' and is now '${describe(
        actual,
      )}'`;
    });
    super(
      `Something changed since you looked: ${
        what.join('; ') || `'${options.environment}' was changed in between`
      }. Look again, then repeat the request`,
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
      }': ${failed.map(gate => gate.reason).join('; ')}`,
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

function describe(image: string | undefined): string {
  return image === undefined ? 'none' : displayVersion(image);
}
