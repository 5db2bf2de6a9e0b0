import { databaseNow } from '@openportal/database-node';
import { Knex } from 'knex';
import { HealthyVersionRow, OperationRow, OutboxRow } from './rows';

/** Nothing waits longer than this for its next look. */
const FURTHEST_LOOK_MS = 15 * 60_000;

/**
 * Brings times back that lie further ahead than any of them was ever set: the clock of the database was ahead,
 * and was set back. Without this, what waits for them would wait for as long as the clock was wrong.
 *
 * @returns how many rows were brought back
 */
export async function repairTimes(
  knex: Knex,
  limits: { leaseMs: number; timeoutMs: number },
): Promise<number> {
  const now = await databaseNow(knex);
  const unfinished = () =>
    knex<OperationRow>('operations').whereNull('finished_at');
  const counts = await Promise.all([
    unfinished()
      .where('next_at', '>', now + FURTHEST_LOOK_MS)
      .update({ next_at: now }),
    unfinished()
      .where('lease_until', '>', now + 2 * limits.leaseMs)
      .update({ lease_until: now + limits.leaseMs }),
    unfinished()
      .where('deadline_at', '>', now + 2 * limits.timeoutMs)
      .update({ deadline_at: now + limits.timeoutMs }),
    knex<OperationRow>('operations')
      .where('late_next_at', '>', now + FURTHEST_LOOK_MS)
      .update({ late_next_at: now }),
    knex<OutboxRow>('outbox')
      .whereNull('delivered_at')
      .where('next_at', '>', now + FURTHEST_LOOK_MS)
      .update({ next_at: now }),
    knex<OutboxRow>('outbox')
      .whereNull('delivered_at')
      .where('lease_until', '>', now + FURTHEST_LOOK_MS)
      .update({ lease_until: now }),
    knex<HealthyVersionRow>('healthy_versions')
      .where('healthy_since', '>', now + FURTHEST_LOOK_MS)
      .update({ healthy_since: now }),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}
