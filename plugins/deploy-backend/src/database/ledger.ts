import { createHash } from 'node:crypto';
import { isPostgres } from '@openportal/database-node';
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
): Promise<LedgerRow> {
  const query = trx<{ id: number; sequence: BigIntColumn; hash: string }>(
    'ledger_head',
  ).where({ id: 1 });
  const head = await (isPostgres(trx) ? query.forUpdate() : query).first();
  if (!head) {
    throw new Error('The ledger has no head row: its migration did not finish');
  }
  const unsealed: Omit<LedgerRow, 'hash'> = {
    sequence: Number(head.sequence) + 1,
    operation_id: entry.operationId,
    entity_ref: entry.entityRef,
    environment: entry.environment,
    state: entry.state,
    actor: entry.actor ?? null,
    reason: entry.reason ?? null,
    payload: JSON.stringify(entry.payload),
    recorded_at: entry.recordedAt,
    previous_hash: head.hash,
  };
  const row: LedgerRow = { ...unsealed, hash: ledgerHash(unsealed) };
  await trx<LedgerRow>('ledger').insert(row);
  await trx('ledger_head')
    .where({ id: 1 })
    .update({ sequence: row.sequence, hash: row.hash });
  return row;
}

/** The hash that seals a row: over its values in a fixed order, and the hash of the row before. */
export function ledgerHash(row: Omit<LedgerRow, 'hash'>): string {
  return createHash('sha256')
    .update(
      JSON.stringify([
        Number(row.sequence),
        row.operation_id,
        row.entity_ref,
        row.environment,
        row.state,
        row.actor,
        row.reason,
        row.payload,
        Number(row.recorded_at),
        row.previous_hash,
      ]),
    )
    .digest('hex');
}

/**
 * Sequence of the first row that is not what was written, or undefined where the chain is whole. The rows
 * are in order and start with the first one.
 */
export function findLedgerBreak(
  rows: readonly LedgerRow[],
): number | undefined {
  let previous = '0'.repeat(64);
  for (const [index, row] of rows.entries()) {
    const { hash, ...unsealed } = row;
    if (
      Number(row.sequence) !== index + 1 ||
      row.previous_hash !== previous ||
      ledgerHash(unsealed) !== hash
    ) {
      return Number(row.sequence);
    }
    previous = hash;
  }
  return undefined;
}
