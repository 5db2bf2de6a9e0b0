import { databaseNow } from '@openportal/database-node';
import { LEDGER_CHECKPOINT_STATE } from '@openportal/plugin-deploy-node';
import { Knex } from 'knex';
import { appendToLedger, lockLedgerHead } from './ledger';
import { ApprovalRow, LedgerRow, OperationRow, OutboxRow } from './rows';

/** So many rows go at once: the table is not held up, and a replica that ends loses little work. */
const BATCH = 500;

/**
 * Removes messages that went out, were replaced or were given up long ago.
 *
 * @param ageMs - how old they are at least
 * @returns how many went; call again until it is none
 */
export async function removeOldMessages(
  knex: Knex,
  ageMs: number,
): Promise<number> {
  const before = (await databaseNow(knex)) - ageMs;
  return knex<OutboxRow>('outbox')
    .whereIn(
      'sequence',
      knex<OutboxRow>('outbox')
        .select('sequence')
        .where('created_at', '<', before)
        .where(done =>
          done
            .whereNotNull('delivered_at')
            .orWhereNotNull('coalesced_at')
            .orWhereNotNull('dead_at'),
        )
        .limit(BATCH),
    )
    .delete();
}

/**
 * Removes operations that ended long ago, with the decisions about them. The newest of each environment stays:
 * the interface tells by it who changed the environment last, and requests are checked against it.
 *
 * @param ageMs - how long ago
 * @returns how many went; call again until it is none
 */
export async function removeOldOperations(
  knex: Knex,
  ageMs: number,
): Promise<number> {
  return knex.transaction(async trx => {
    const before = (await databaseNow(trx)) - ageMs;
    const ids = await trx<OperationRow>('operations')
      .where('finished_at', '<', before)
      .whereNotIn(
        'sequence',
        trx<OperationRow>('operations')
          .groupBy('entity_ref', 'environment')
          .max('sequence'),
      )
      .orderBy('sequence')
      .limit(BATCH)
      .pluck('id');
    await trx<ApprovalRow>('approvals').whereIn('operation_id', ids).delete();
    const removed: number = await trx<OperationRow>('operations')
      .whereIn('id', ids)
      .delete();
    return removed;
  });
}

/**
 * Removes the start of the ledger: the rows that are old and about operations that ended long ago, up to the first
 * that is not. A checkpoint takes their place at the end of the chain, so that it can still be checked.
 *
 * @param ageMs - how old they are at least
 * @returns how many went; call again until it is none
 */
export async function removeOldLedgerRows(
  knex: Knex,
  ageMs: number,
): Promise<number> {
  return knex.transaction(async trx => {
    await lockLedgerHead(trx);
    const now = await databaseNow(trx);
    const kept = await trx<LedgerRow>('ledger')
      .where('recorded_at', '>=', now - ageMs)
      .orWhereIn(
        'operation_id',
        trx<OperationRow>('operations')
          .select('id')
          .whereNull('finished_at')
          .orWhere('finished_at', '>=', now - ageMs),
      )
      .min<{ first: number | string | null }>({ first: 'sequence' })
      .first();
    if (kept?.first === null || kept?.first === undefined) {
      // The end of the chain stays in any case: the next row continues it.
      return 0;
    }
    const rows = await trx<LedgerRow>('ledger')
      .where('sequence', '<', kept.first)
      .orderBy('sequence')
      .limit(BATCH);
    const last = rows.at(-1);
    if (!last) {
      return 0;
    }
    await trx<LedgerRow>('ledger')
      .where('sequence', '<=', last.sequence)
      .delete();
    await appendToLedger(trx, {
      operationId: 'ledger',
      entityRef: 'ledger',
      environment: 'ledger',
      state: LEDGER_CHECKPOINT_STATE,
      reason: `Retention removed the rows up to ${last.sequence}`,
      payload: { removedUpTo: Number(last.sequence), hash: last.hash },
      recordedAt: now,
    });
    return rows.length;
  });
}
