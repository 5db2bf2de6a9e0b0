import {
  OPERATION_STATES,
  OperationEvent,
} from '@openportal/plugin-deploy-common';
import { Knex } from 'knex';
import { OperationRecord } from '../operations/OperationRecord';
import { OperationQuery } from '../operations/OperationStore';
import { listApprovals } from './approvals';
import { LedgerRow, OperationRow, toIso } from './rows';
import { toOperationRecord, toState } from './toOperationRecord';

/** The records of rows, with the decisions about them. */
export async function toRecords(
  knex: Knex,
  rows: OperationRow[],
): Promise<OperationRecord[]> {
  const approvals = await listApprovals(
    knex,
    rows.filter(row => row.mode === 'approvals').map(row => row.id),
  );
  return rows.map(row => toOperationRecord(row, approvals.get(row.id)));
}

/** The record of one row, with the decisions about it. */
export async function toRecord(
  knex: Knex,
  row: OperationRow,
): Promise<OperationRecord> {
  const [record] = await toRecords(knex, [row]);
  return record;
}

/** The first operation that fits. */
export async function findOperation(
  knex: Knex,
  where: Partial<OperationRow>,
): Promise<OperationRecord | undefined> {
  const row = await knex<OperationRow>('operations').where(where).first();
  return row && toRecord(knex, row);
}

/** The operation that is changing an environment. */
export async function findActiveOperation(
  knex: Knex,
  key: { entityRef: string; environment: string },
): Promise<OperationRecord | undefined> {
  const row = await knex<OperationRow>('operations')
    .where({ entity_ref: key.entityRef, environment: key.environment })
    .whereNull('finished_at')
    .first();
  return row && toRecord(knex, row);
}

/** The newest operation of each environment of an entity. */
export async function listLatestOperations(
  knex: Knex,
  entityRef: string,
): Promise<OperationRecord[]> {
  const rows = await knex<OperationRow>('operations').whereIn(
    'sequence',
    knex<OperationRow>('operations')
      .where({ entity_ref: entityRef })
      .groupBy('environment')
      .max('sequence'),
  );
  return toRecords(knex, rows.filter(isKnownState));
}

/** The operations of some environments, newest first. */
export async function listOperations(
  knex: Knex,
  query: OperationQuery,
): Promise<OperationRecord[]> {
  const { kind, state, requestedBy } = query;
  const rows: OperationRow[] = await knex<OperationRow>('operations')
    .where({ entity_ref: query.entityRef })
    .whereIn('environment', query.environments)
    .modify(builder => {
      if (kind !== undefined) {
        builder.where({ kind });
      }
      if (state !== undefined) {
        builder.where({ state });
      }
      if (requestedBy !== undefined) {
        builder.where({ requested_by: requestedBy });
      }
      if (query.beforeSequence !== undefined) {
        builder.where('sequence', '<', query.beforeSequence);
      }
    })
    .orderBy('sequence', 'desc')
    .limit(query.limit);
  return toRecords(knex, rows.filter(isKnownState));
}

/** What the ledger says of an operation, in order. */
export async function listOperationEvents(
  knex: Knex,
  operationId: string,
): Promise<OperationEvent[]> {
  const rows = await knex<LedgerRow>('ledger')
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

/** A replica of a newer version may have written states that this one does not know. */
function isKnownState(row: OperationRow): boolean {
  return OPERATION_STATES.some(state => state === row.state);
}
