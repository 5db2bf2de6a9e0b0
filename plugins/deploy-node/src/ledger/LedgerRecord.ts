import { createHash } from 'node:crypto';
import { z } from 'zod';

/**
 * State of the row that retention leaves: its payload names the last row that was removed, as
 * `{"removedUpTo": sequence, "hash": "hash of that row"}`.
 *
 * @public
 */
export const LEDGER_CHECKPOINT_STATE = 'checkpoint';

/**
 * `previousHash` of the first row of a ledger.
 *
 * @public
 */
export const LEDGER_START_HASH = '0'.repeat(64);

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * A row of the ledger as it is exported: one JSON object a line. Times are milliseconds since 1970 by the
 * clock of the portal's database; `payload` is the JSON text that was hashed.
 *
 * @public
 */
export const ledgerRecordSchema = z
  .object({
    sequence: z.number().int().positive(),
    operationId: z.string(),
    entityRef: z.string(),
    environment: z.string(),
    state: z.string(),
    actor: z.string().nullable(),
    reason: z.string().nullable(),
    payload: z.string(),
    recordedAt: z.number().int(),
    previousHash: sha256,
    hash: sha256,
  })
  .strict();

/**
 * See {@link ledgerRecordSchema}.
 *
 * @public
 */
export type LedgerRecord = z.infer<typeof ledgerRecordSchema>;

/**
 * The hash that seals a row: SHA-256, in hex, over the JSON array of its values in a fixed order, the hash of
 * the row before as the last one.
 *
 * @param record - the row; a `hash` that it has is not looked at
 * @public
 */
export function hashLedgerRecord(record: Omit<LedgerRecord, 'hash'>): string {
  return createHash('sha256')
    .update(
      JSON.stringify([
        record.sequence,
        record.operationId,
        record.entityRef,
        record.environment,
        record.state,
        record.actor,
        record.reason,
        record.payload,
        record.recordedAt,
        record.previousHash,
      ]),
    )
    .digest('hex');
}
