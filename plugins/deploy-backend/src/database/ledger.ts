import { isPostgres } from '@openportal/database-node';
import { hashLedgerRecord, LedgerRecord } from '@openportal/plugin-deploy-node';
import { Knex } from 'knex';
import { BigIntColumn, LedgerRow } from './rows';

/** A transition to record. */
export type LedgerEntry = {
  operationId: string;
  entityRef: string;
  environment: string;
  state: string;
  actor?: string;
  reason?: string;
  /** What else must be provable later: versions, commit, requester. */
  payload: Record<string, unknown>;
  recordedAt: number;
};

/**
 * Appends to the ledger inside the transaction of the transition. The head row serializes the writers, and
 * is locked last, so two transitions cannot wait for each other.
 */
export async function appendToLedger(
  trx: Knex.Transaction,
  entry: LedgerEntry,
): Promise<LedgerRecord> {
  const head = await lockLedgerHead(trx);
  const unsealed: Omit<LedgerRecord, 'hash'> = {
    sequence: head.sequence + 1,
    operationId: entry.operationId,
    entityRef: entry.entityRef,
    environment: entry.environment,
    state: entry.state,
    actor: entry.actor ?? null,
    reason: entry.reason ?? null,
    payload: JSON.stringify(entry.payload),
    recordedAt: entry.recordedAt,
    previousHash: head.hash,
  };
  const record = { ...unsealed, hash: hashLedgerRecord(unsealed) };
  const row = trx<LedgerRow>('ledger').insert(toRow(record));
  const end = trx('ledger_head')
    .where({ id: 1 })
    .update({ sequence: record.sequence, hash: record.hash });
  if (isPostgres(trx)) {
    // All others wait for the head: the fewer round trips, the less.
    await row.with('end_of_ledger', end);
  } else {
    await row;
    await end;
  }
  return record;
}

/** Keeps everybody else from appending until the end of the transaction; the end of the chain. */
export async function lockLedgerHead(
  trx: Knex.Transaction,
): Promise<{ sequence: number; hash: string }> {
  const query = trx<{ id: number; sequence: BigIntColumn; hash: string }>(
    'ledger_head',
  ).where({ id: 1 });
  const head = await (isPostgres(trx) ? query.forUpdate() : query).first();
  if (!head) {
    throw new Error('The ledger has no head row: its migration did not finish');
  }
  return { sequence: Number(head.sequence), hash: head.hash };
}

/** Rows of the ledger as they are exported, in order, from the one after `after`. */
export async function readLedger(
  knex: Knex,
  query: { after?: number; limit: number },
): Promise<LedgerRecord[]> {
  const rows = await knex<LedgerRow>('ledger')
    .where('sequence', '>', query.after ?? 0)
    .orderBy('sequence')
    .limit(query.limit);
  return rows.map(toLedgerRecord);
}

/** A row as it is exported. */
export function toLedgerRecord(row: LedgerRow): LedgerRecord {
  return {
    sequence: Number(row.sequence),
    operationId: row.operation_id,
    entityRef: row.entity_ref,
    environment: row.environment,
    state: row.state,
    actor: row.actor,
    reason: row.reason,
    payload: row.payload,
    recordedAt: Number(row.recorded_at),
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}

function toRow(record: LedgerRecord): LedgerRow {
  return {
    sequence: record.sequence,
    operation_id: record.operationId,
    entity_ref: record.entityRef,
    environment: record.environment,
    state: record.state,
    actor: record.actor,
    reason: record.reason,
    payload: record.payload,
    recorded_at: record.recordedAt,
    previous_hash: record.previousHash,
    hash: record.hash,
  };
}
