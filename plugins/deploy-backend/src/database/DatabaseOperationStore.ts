import { isDatabaseConflictError } from '@backstage/backend-plugin-api';
import { databaseNow, isPostgres } from '@openportal/database-node';
import {
  canTransition,
  isCancellable,
  isFinalState,
  OperationState,
} from '@openportal/plugin-deploy-common';
import { Knex } from 'knex';
import {
  IdempotencyKeyReusedError,
  LeaseLostError,
  NotCancellableError,
  OperationActiveError,
  OperationChangedError,
} from '../errors/DeployErrors';
import { redactSecrets } from '../errors/redactSecrets';
import {
  NewOperation,
  OperationClaim,
  OperationProgress,
  OperationRecord,
} from '../operations/OperationRecord';
import {
  OperationQuery,
  OperationStore,
  OperationTransition,
  OperationUpdate,
} from '../operations/OperationStore';
import { Decision, insertDecision, listApprovals } from './approvals';
import { claimOperation } from './claimOperation';
import { insertOperation } from './insertOperation';
import {
  findActiveOperation,
  findOperation,
  listLatestOperations,
  listOperationEvents,
  listOperations,
  toRecord,
} from './readOperations';
import { recordDecision, recordVoid } from './recordDecision';
import { recordTransition } from './recordTransition';
import { OperationRow } from './rows';

/** Operations in the database of the plugin. */
export class DatabaseOperationStore implements OperationStore {
  readonly #knex: Knex;

  static create(options: { knex: Knex }): DatabaseOperationStore {
    return new DatabaseOperationStore(options.knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async create(
    operation: NewOperation,
  ): Promise<{ created: boolean; record: OperationRecord }> {
    const existing = await this.#findRepeated(operation);
    if (existing) {
      return { created: false, record: existing };
    }
    try {
      const record = await this.#knex.transaction(trx =>
        insertOperation(trx, operation),
      );
      return { created: true, record };
    } catch (error) {
      if (
        !isDatabaseConflictError(error) &&
        !(error instanceof OperationActiveError)
      ) {
        throw error;
      }
      // Somebody was faster: either the same request on another replica, or another one.
      const repeated = await this.#findRepeated(operation);
      if (repeated) {
        return { created: false, record: repeated };
      }
      const active = await findActiveOperation(this.#knex, operation);
      if (active && !(error instanceof OperationActiveError)) {
        throw new OperationActiveError(active.operation);
      }
      throw error;
    }
  }

  async get(id: string) {
    return findOperation(this.#knex, { id });
  }

  async findByIdempotencyKey(key: string) {
    return findOperation(this.#knex, { idempotency_key: key });
  }

  async findLatest(entityRef: string) {
    return listLatestOperations(this.#knex, entityRef);
  }

  async list(query: OperationQuery) {
    return listOperations(this.#knex, query);
  }

  async events(operationId: string) {
    return listOperationEvents(this.#knex, operationId);
  }

  async listApprovals(operationId: string) {
    const found = await listApprovals(this.#knex, [operationId]);
    return found.get(operationId) ?? [];
  }

  async claim(leaseMs: number) {
    return claimOperation(this.#knex, leaseMs);
  }

  async extend(claim: OperationClaim, leaseMs: number): Promise<void> {
    const now = await databaseNow(this.#knex);
    const updated = await held(this.#knex, claim).update({
      lease_until: now + leaseMs,
    });
    if (updated === 0) {
      throw new LeaseLostError(claim.record.operation.id);
    }
  }

  async reload(claim: OperationClaim): Promise<OperationClaim> {
    const row = await held(this.#knex, claim).first();
    if (!row) {
      throw new LeaseLostError(claim.record.operation.id);
    }
    return { ...claim, record: await toRecord(this.#knex, row) };
  }

  async transition(
    claim: OperationClaim,
    transition: OperationTransition,
  ): Promise<OperationClaim> {
    const { operation } = claim.record;
    if (!canTransition(operation.state, transition.to)) {
      throw new Error(
        `Operation ${operation.id} cannot go from '${operation.state}' to '${transition.to}'`,
      );
    }
    const record = await this.#knex.transaction(async trx => {
      const { row, now } = await lockHeld(trx, claim);
      if (Number(row.updated_at) !== Date.parse(operation.updatedAt)) {
        throw new OperationChangedError(operation.id);
      }
      const [changed] = await trx<OperationRow>('operations')
        .where({ id: operation.id })
        .update({
          ...toColumns(transition),
          state: transition.to,
          state_reason: redact(transition.reason) ?? null,
          updated_at: after(row, now),
          next_at: now,
          attempts: 0,
          ...(transition.timeoutMs !== undefined && {
            deadline_at:
              transition.timeoutMs === 'none'
                ? null
                : now + transition.timeoutMs,
          }),
          ...(isFinalState(transition.to) && {
            finished_at: now,
            lease_token: null,
            lease_until: null,
          }),
          ...(mayComeLater(operation.state, transition.to) && {
            late_next_at: now,
          }),
        })
        .returning('*');
      if (transition.voidApprovals !== undefined) {
        await recordVoid(trx, changed, transition.voidApprovals, now);
      }
      const moved = await toRecord(trx, changed);
      await recordTransition(trx, moved, now, transition.actor);
      return moved;
    });
    return { record, leaseToken: claim.leaseToken };
  }

  async release(
    claim: OperationClaim,
    options: Parameters<OperationStore['release']>[1],
  ): Promise<void> {
    await this.#knex.transaction(async trx => {
      const { row, now } = await lockHeld(trx, claim);
      const isNew =
        Number(row.updated_at) !== Date.parse(claim.record.operation.updatedAt);
      const [changed] = await trx<OperationRow>('operations')
        .where({ id: row.id })
        .update({
          ...toColumns(options),
          ...(options.reason !== undefined && {
            state_reason: redactSecrets(options.reason),
          }),
          attempts: options.failedAttempt ? claim.record.attempts + 1 : 0,
          next_at: isNew ? now : now + options.delayMs,
          lease_token: null,
          lease_until: null,
        })
        .returning('*');
      if (options.voidApprovals !== undefined) {
        await recordVoid(trx, changed, options.voidApprovals, now);
      }
    });
  }

  async voidApprovals(
    claim: OperationClaim,
    options: { reason: string; progress?: OperationProgress },
  ): Promise<OperationClaim> {
    return this.#knex.transaction(async trx => {
      const { row, now } = await lockHeld(trx, claim);
      const [changed] = await trx<OperationRow>('operations')
        .where({ id: row.id })
        .update({ ...toColumns(options), updated_at: after(row, now) })
        .returning('*');
      await recordVoid(trx, changed, options.reason, now);
      return { ...claim, record: await toRecord(trx, changed) };
    });
  }

  async decide(
    id: string,
    decision: Decision,
  ): Promise<OperationRecord | undefined> {
    return this.#change(id, async (trx, record, row) => {
      const now = await databaseNow(trx);
      if (!(await insertDecision(trx, record, decision, now))) {
        return record;
      }
      const changed = await wake(trx, row, now);
      await recordDecision(trx, changed, decision, now);
      return changed;
    });
  }

  async requestCancel(
    id: string,
    request: { by: string; reason?: string },
  ): Promise<OperationRecord | undefined> {
    return this.#change(id, async (trx, record, row) => {
      if (!isCancellable(record.operation.state)) {
        throw new NotCancellableError(record.operation);
      }
      return record.operation.cancelRequestedBy === undefined
        ? wake(trx, row, await databaseNow(trx), {
            cancel_requested_by: request.by,
            cancel_reason: request.reason ?? null,
          })
        : record;
    });
  }

  async now(): Promise<number> {
    return databaseNow(this.#knex);
  }

  /** Changes an operation that a worker may have: its row is locked, its lease is not asked for. */
  async #change(
    id: string,
    change: (
      trx: Knex.Transaction,
      record: OperationRecord,
      row: OperationRow,
    ) => Promise<OperationRecord>,
  ): Promise<OperationRecord | undefined> {
    return this.#knex.transaction(async trx => {
      const query = trx<OperationRow>('operations').where({ id });
      const row = await (isPostgres(trx) ? query.forUpdate() : query).first();
      return row && change(trx, await toRecord(trx, row), row);
    });
  }

  async #findRepeated(
    operation: NewOperation,
  ): Promise<OperationRecord | undefined> {
    const { idempotencyKey } = operation;
    if (idempotencyKey === undefined) {
      return undefined;
    }
    const record = await this.findByIdempotencyKey(idempotencyKey);
    if (record && record.requestHash !== operation.requestHash) {
      throw new IdempotencyKeyReusedError(idempotencyKey, record.operation);
    }
    return record;
  }
}

/** The row of a claim, if the lease is still this worker's. */
function held(knex: Knex, claim: OperationClaim) {
  return knex<OperationRow>('operations').where({
    id: claim.record.operation.id,
    lease_token: claim.leaseToken,
  });
}

/** Locks the row of a claim. The fencing: who lost the lease writes nothing. */
async function lockHeld(
  trx: Knex.Transaction,
  claim: OperationClaim,
): Promise<{ row: OperationRow; now: number }> {
  const query = held(trx, claim).where({ state: claim.record.operation.state });
  const row = await (isPostgres(trx) ? query.forUpdate() : query).first();
  if (!row) {
    throw new LeaseLostError(claim.record.operation.id);
  }
  return { row, now: await databaseNow(trx) };
}

/** Makes an operation due, with a time of change that tells a worker that something is new. */
async function wake(
  trx: Knex.Transaction,
  row: OperationRow,
  now: number,
  columns: Partial<OperationRow> = {},
): Promise<OperationRecord> {
  const [changed] = await trx<OperationRow>('operations')
    .where({ id: row.id })
    .update({ ...columns, updated_at: after(row, now), next_at: now })
    .returning('*');
  return toRecord(trx, changed);
}

/** What is kept and shown: a reason may quote the error of a library. */
function redact(reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : redactSecrets(reason);
}

/**
 * Whether something may still come of an operation that ends: the cluster may take the change up, or a worker that
 * lost its lease may have a write on its way that nobody can call back.
 */
function mayComeLater(from: OperationState, to: OperationState): boolean {
  return (
    to === 'timed-out' ||
    to === 'failed' ||
    (from === 'applying' && isFinalState(to) && to !== 'succeeded')
  );
}

/** A time of change that no change before had: a worker compares it. */
function after(row: OperationRow, now: number): number {
  return Math.max(now, Number(row.updated_at) + 1);
}

function toColumns(update: OperationUpdate) {
  return {
    ...(update.changeRef && { change_ref: JSON.stringify(update.changeRef) }),
    ...(update.change && { change_view: JSON.stringify(update.change) }),
    ...(update.progress && { progress: JSON.stringify(update.progress) }),
  };
}
