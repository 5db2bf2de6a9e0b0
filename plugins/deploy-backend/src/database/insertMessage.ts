import { DeployEvent } from '@openportal/plugin-deploy-node';
import { Knex } from 'knex';
import { OutboxRow } from './rows';

/**
 * Puts a message into the outbox, in the transaction of what it tells. News about an operation that nobody has
 * been told yet are old news then: only how it ended is told in any case.
 */
export async function insertMessage(
  trx: Knex.Transaction,
  event: DeployEvent,
  now: number,
): Promise<void> {
  await trx<OutboxRow>('outbox')
    .where({ coalesce_key: event.operation.id })
    .whereNull('delivered_at')
    .whereNull('dead_at')
    .whereNull('coalesced_at')
    .update({ coalesced_at: now });
  await trx<OutboxRow>('outbox')
    .insert({
      dedupe_key: event.id,
      payload: JSON.stringify(event),
      created_at: now,
      next_at: now,
      attempts: 0,
      operation_id: event.operation.id,
      coalesce_key: event.final ? null : event.operation.id,
    })
    .onConflict('dedupe_key')
    .ignore();
}
