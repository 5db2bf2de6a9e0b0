import { databaseNow, isPostgres } from '@openportal/database-node';
import { Knex } from 'knex';
import { OperationChange } from '@openportal/plugin-deploy-common';
import { ChangeRef } from '@openportal/plugin-deploy-node';
import {
  lateEffectEvent,
  lateSuccessEvent,
} from '../notifications/toDeployEvent';
import { OperationRecord } from '../operations/OperationRecord';
import { insertMessage } from './insertMessage';
import { appendToLedger } from './ledger';
import { toRecord } from './readOperations';
import { OperationRow } from './rows';
import { clearVersionMark } from './versionMarks';

/** An operation that ended without success, and may work after all. */
export type LateOperation = {
  record: OperationRecord;
  /** How long ago it ended. */
  ageMs: number;
  /** Whether another operation has changed the environment since. */
  superseded: boolean;
};

/**
 * Takes the next ended operation that is to be looked at again. Nobody else looks at it for a while.
 *
 * @param pauseMs - how long
 */
export async function claimLateOperation(
  knex: Knex,
  pauseMs: number,
): Promise<LateOperation | undefined> {
  const now = await databaseNow(knex);
  const due = knex<OperationRow>('operations')
    .select('id')
    .where('late_next_at', '<=', now)
    .orderBy('late_next_at')
    .limit(1);
  const [row] = await knex<OperationRow>('operations')
    .where('id', '=', isPostgres(knex) ? due.forUpdate().skipLocked() : due)
    .where('late_next_at', '<=', now)
    .update({ late_next_at: now + pauseMs })
    .returning('*');
  if (!row) {
    return undefined;
  }
  const newer = await knex<OperationRow>('operations')
    .where({ entity_ref: row.entity_ref, environment: row.environment })
    .where('sequence', '>', row.sequence)
    .first('id');
  return {
    record: await toRecord(knex, row),
    ageMs: now - Number(row.finished_at),
    superseded: newer !== undefined,
  };
}

/** When to look again; undefined: never. */
export async function scheduleLateOperation(
  knex: Knex,
  id: string,
  delayMs: number | undefined,
): Promise<void> {
  const now = await databaseNow(knex);
  await knex<OperationRow>('operations')
    .where({ id })
    .whereNotNull('late_next_at')
    .update({ late_next_at: delayMs === undefined ? null : now + delayMs });
}

/**
 * Notes that an operation works after its end. Its final state stays what it is: there is one end to each
 * operation, and the ledger says what was learned later.
 *
 * @returns the operation, or undefined where somebody else noted it
 */
export async function recordLateSuccess(
  knex: Knex,
  id: string,
): Promise<OperationRecord | undefined> {
  return knex.transaction(async trx => {
    const now = await databaseNow(trx);
    const [row] = await trx<OperationRow>('operations')
      .where({ id })
      .whereNull('late_success_at')
      .whereNotNull('late_next_at')
      .update({ late_success_at: now, late_next_at: null, updated_at: now })
      .returning('*');
    if (!row) {
      return undefined;
    }
    const record = await toRecord(trx, row);
    const { operation } = record;
    await insertMessage(trx, lateSuccessEvent(record), now);
    await clearVersionMark(trx, operation);
    await appendToLedger(trx, {
      operationId: operation.id,
      entityRef: operation.entityRef,
      environment: operation.environment,
      state: operation.state,
      reason: `'${operation.to.version}' runs healthy after all`,
      payload: { lateSuccess: true, to: operation.to.image },
      recordedAt: now,
    });
    return record;
  });
}

/**
 * Notes that the change of an operation appeared in git after its end: a request was on its way when the worker
 * that had sent it lost its lease.
 */
export async function recordLateEffect(
  knex: Knex,
  id: string,
  effect: { ref: ChangeRef; change: OperationChange; what: string },
): Promise<void> {
  await knex.transaction(async trx => {
    const now = await databaseNow(trx);
    const [row] = await trx<OperationRow>('operations')
      .where({ id })
      .whereNull('change_ref')
      .whereNotNull('finished_at')
      .update({
        change_ref: JSON.stringify(effect.ref),
        change_view: JSON.stringify(effect.change),
        updated_at: now,
      })
      .returning('*');
    if (!row) {
      return;
    }
    const record = await toRecord(trx, row);
    const { operation } = record;
    await insertMessage(trx, lateEffectEvent(record, effect.what), now);
    await appendToLedger(trx, {
      operationId: operation.id,
      entityRef: operation.entityRef,
      environment: operation.environment,
      state: operation.state,
      reason: effect.what,
      payload: { lateEffect: true, change: effect.change },
      recordedAt: now,
    });
  });
}
