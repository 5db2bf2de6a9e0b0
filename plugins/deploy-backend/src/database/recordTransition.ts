import { Knex } from 'knex';
import { toDeployEvent } from '../notifications/toDeployEvent';
import { OperationRecord } from '../operations/OperationRecord';
import { insertMessage } from './insertMessage';
import { appendToLedger } from './ledger';
import { clearVersionMark, markVersionBad } from './versionMarks';

/**
 * Writes what belongs to a transition, in its transaction: message, marks, and the ledger last, because its
 * head is what all writers wait for.
 */
export async function recordTransition(
  trx: Knex.Transaction,
  record: OperationRecord,
  now: number,
  actor: string | undefined,
): Promise<void> {
  const { operation } = record;
  const event = toDeployEvent(record);
  if (event) {
    await insertMessage(trx, event, now);
  }
  await updateVersionMarks(trx, record, now);
  await appendToLedger(trx, {
    operationId: operation.id,
    entityRef: operation.entityRef,
    environment: operation.environment,
    state: operation.state,
    actor,
    reason: operation.stateReason ?? operation.reason,
    payload: {
      kind: operation.kind,
      from: operation.from?.image,
      to: operation.to.image,
      requestedBy: operation.requestedBy,
      channel: operation.channel,
      change: operation.change,
      breakGlass: record.settings.breakGlass,
      retryOf: operation.retryOf,
    },
    recordedAt: now,
  });
}

async function updateVersionMarks(
  trx: Knex.Transaction,
  record: OperationRecord,
  now: number,
): Promise<void> {
  const { operation } = record;
  if (operation.kind === 'rollback' && operation.state === 'committed') {
    await markVersionBad(trx, operation, now);
  }
  if (operation.state === 'succeeded') {
    await clearVersionMark(trx, operation);
  }
}
