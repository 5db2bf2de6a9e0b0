import { randomUUID } from 'node:crypto';
import { databaseTime } from '@openportal/database-node';
import { Knex } from 'knex';
import {
  ChangedSinceSeenError,
  OperationActiveError,
} from '../errors/DeployErrors';
import { NewOperation, OperationRecord } from '../operations/OperationRecord';
import { recordTransition } from './recordTransition';
import { OperationRow } from './rows';
import { toOperationRecord } from './toOperationRecord';

/**
 * Stores a request, if the environment is free and nothing happened there since the author's expectations
 * were checked.
 */
export async function insertOperation(
  trx: Knex.Transaction,
  operation: NewOperation,
): Promise<OperationRecord> {
  const latest = await trx<OperationRow>('operations')
    .where({
      entity_ref: operation.entityRef,
      environment: operation.environment,
    })
    .orderBy('sequence', 'desc')
    .first();
  if (latest && latest.finished_at === null) {
    throw new OperationActiveError(toOperationRecord(latest).operation);
  }
  if (latest?.id !== operation.latestOperationId) {
    throw new ChangedSinceSeenError({
      environment: operation.environment,
      changed: [
        {
          field: 'operation',
          expected: operation.latestOperationId,
          actual: latest?.id,
        },
      ],
    });
  }
  const now = databaseTime(trx);
  const id = randomUUID();
  const rows = await trx<OperationRow>('operations')
    .insert({
      id,
      kind: operation.kind,
      entity_ref: operation.entityRef,
      environment: operation.environment,
      source_environment: operation.sourceEnvironment ?? null,
      from_image: operation.fromImage ?? null,
      to_image: operation.toImage,
      requested_by: operation.requestedBy,
      channel: operation.channel,
      reason: operation.reason ?? null,
      idempotency_key: operation.idempotencyKey ?? null,
      request_hash: operation.requestHash,
      correlation_id: operation.correlationId ?? id,
      mode: operation.mode,
      settings: JSON.stringify(operation.settings),
      state: 'requested',
      requested_at: now,
      updated_at: now,
      deadline_at: databaseTime(trx, operation.timeoutMs),
      next_at: now,
      attempts: 0,
    })
    .returning('*');
  const record = toOperationRecord(rows[0]);
  await recordTransition(
    trx,
    record,
    Number(rows[0].updated_at),
    operation.requestedBy,
  );
  return record;
}
