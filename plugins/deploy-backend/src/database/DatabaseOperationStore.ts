import { randomUUID } from 'node:crypto';
import { isDatabaseConflictError } from '@backstage/backend-plugin-api';
import {
  canTransition,
  isCancellable,
  isFinalState,
  OPERATION_STATES,
  OperationEvent,
} from '@openportal/plugin-deploy-common';
import { databaseNow, isPostgres } from '@openportal/database-node';
import { Knex } from 'knex';
import {
  IdempotencyKeyReusedError,
  LeaseLostError,
  NotCancellableError,
  OperationActiveError,
} from '../errors/DeployErrors';
import {
  NewOperation,
  OperationClaim,
  OperationRecord,
} from '../operations/OperationRecord';
import {
  OperationStore,
  OperationTransition,
  OperationUpdate,
} from '../operations/OperationStore';
import { insertOperation } from './insertOperation';
import { recordTransition } from './recordTransition';
import { LedgerRow, OperationRow, toIso } from './rows';
import { toOperationRecord, toState } from './toOperationRecord';

const unfinishedStates = OPERATION_STATES.filter(state => !isFinalState(state));

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
      const active = await this.#findActive(operation);
      if (active && !(error instanceof OperationActiveError)) {
        throw new OperationActiveError(active.operation);
      }
      throw error;
    }
  }

  async get(id: string): Promise<OperationRecord | undefined> {
    return this.#first({ id });
  }

  async findByIdempotencyKey(
    key: string,
  ): Promise<OperationRecord | undefined> {
    return this.#first({ idempotency_key: key });
  }

  async findLatest(entityRef: string): Promise<OperationRecord[]> {
    const rows = await this.#operations().whereIn(
      'sequence',
      this.#operations()
        .where({ entity_ref: entityRef })
        .groupBy('environment')
        .max('sequence'),
    );
    return rows.filter(isKnownState).map(row => toOperationRecord(row));
  }

  async list(query: {
    entityRef: string;
    environments: string[];
    beforeSequence?: number;
    limit: number;
  }): Promise<OperationRecord[]> {
    const rows = await this.#operations()
      .where({ entity_ref: query.entityRef })
      .whereIn('environment', query.environments)
      .modify(builder => {
        if (query.beforeSequence !== undefined) {
          builder.where('sequence', '<', query.beforeSequence);
        }
      })
      .orderBy('sequence', 'desc')
      .limit(query.limit);
    return rows.filter(isKnownState).map(row => toOperationRecord(row));
  }

  async events(operationId: string): Promise<OperationEvent[]> {
    const rows = await this.#knex<LedgerRow>('ledger')
      .where({ operation_id: operationId })
      .orderBy('sequence');
    return rows.map(row => ({
      sequence: Number(row.sequence),
      state: toState(row.state),
      at: toIso(row.recorded_at),
      reason: row.reason ?? undefined,
      actor: row.actor ?? undefined,
      hash: row.hash,
    }));
  }

  async claim(leaseMs: number): Promise<OperationClaim | undefined> {
    const now = await databaseNow(this.#knex);
    const leaseToken = randomUUID();
    const due = this.#operations()
      .select('id')
      .whereNull('finished_at')
      // While replicas of two versions run, each leaves alone what only the other understands.
      .whereIn('state', unfinishedStates)
      .where('next_at', '<=', now)
      .where(lease =>
        lease.whereNull('lease_until').orWhere('lease_until', '<', now),
      )
      .orderBy('next_at')
      .limit(1);
    // SQLite runs one writing statement at a time, so the guarded update is enough there.
    const rows = await this.#operations()
      // Not IN: PostgreSQL may run that subquery once per row, and so claim several.
      .where(
        'id',
        '=',
        isPostgres(this.#knex) ? due.forUpdate().skipLocked() : due,
      )
      .whereNull('finished_at')
      .update({ lease_token: leaseToken, lease_until: now + leaseMs })
      .returning('*');
    return rows.length > 0
      ? { record: toOperationRecord(rows[0]), leaseToken }
      : undefined;
  }

  async extend(claim: OperationClaim, leaseMs: number): Promise<void> {
    const now = await databaseNow(this.#knex);
    const updated = await this.#held(this.#knex, claim).update({
      lease_until: now + leaseMs,
    });
    if (updated === 0) {
      throw new LeaseLostError(claim.record.operation.id);
    }
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
      const now = await databaseNow(trx);
      const rows = await this.#held(trx, claim)
        .where({ state: operation.state })
        .update({
          ...toColumns(transition),
          state: transition.to,
          state_reason: transition.reason ?? null,
          updated_at: now,
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
        })
        .returning('*');
      if (rows.length === 0) {
        throw new LeaseLostError(operation.id);
      }
      const changed = toOperationRecord(rows[0]);
      await recordTransition(trx, changed, now, transition.actor);
      return changed;
    });
    return { record, leaseToken: claim.leaseToken };
  }

  async release(
    claim: OperationClaim,
    options: OperationUpdate & { delayMs: number; failedAttempt?: boolean },
  ): Promise<void> {
    const now = await databaseNow(this.#knex);
    const updated = await this.#held(this.#knex, claim).update({
      ...toColumns(options),
      ...(options.reason !== undefined && { state_reason: options.reason }),
      attempts: options.failedAttempt ? claim.record.attempts + 1 : 0,
      next_at: now + options.delayMs,
      lease_token: null,
      lease_until: null,
    });
    if (updated === 0) {
      throw new LeaseLostError(claim.record.operation.id);
    }
  }

  async requestCancel(
    id: string,
    request: { by: string; reason?: string },
  ): Promise<OperationRecord | undefined> {
    return this.#knex.transaction(async trx => {
      const query = trx<OperationRow>('operations').where({ id });
      const row = await (isPostgres(trx) ? query.forUpdate() : query).first();
      if (!row) {
        return undefined;
      }
      const record = toOperationRecord(row);
      if (!isCancellable(record.operation.state)) {
        throw new NotCancellableError(record.operation);
      }
      if (record.operation.cancelRequestedBy !== undefined) {
        return record;
      }
      const now = await databaseNow(trx);
      const [changed] = await trx<OperationRow>('operations')
        .where({ id })
        .update({
          cancel_requested_by: request.by,
          cancel_reason: request.reason ?? null,
          updated_at: now,
          next_at: now,
        })
        .returning('*');
      return toOperationRecord(changed);
    });
  }

  async now(): Promise<number> {
    return databaseNow(this.#knex);
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

  async #findActive(key: {
    entityRef: string;
    environment: string;
  }): Promise<OperationRecord | undefined> {
    const row = await this.#operations()
      .where({ entity_ref: key.entityRef, environment: key.environment })
      .whereNull('finished_at')
      .first();
    return row && toOperationRecord(row);
  }

  async #first(
    where: Partial<OperationRow>,
  ): Promise<OperationRecord | undefined> {
    const row = await this.#operations().where(where).first();
    return row && toOperationRecord(row);
  }

  #operations() {
    return this.#knex<OperationRow>('operations');
  }

  /** The row of a claim, if the lease is still this worker's. */
  #held(knex: Knex, claim: OperationClaim) {
    return knex<OperationRow>('operations').where({
      id: claim.record.operation.id,
      lease_token: claim.leaseToken,
    });
  }
}

function isKnownState(row: OperationRow): boolean {
  return OPERATION_STATES.some(state => state === row.state);
}

function toColumns(update: OperationUpdate) {
  return {
    ...(update.changeRef && { change_ref: JSON.stringify(update.changeRef) }),
    ...(update.change && { change_view: JSON.stringify(update.change) }),
    ...(update.progress && { progress: JSON.stringify(update.progress) }),
  };
}
