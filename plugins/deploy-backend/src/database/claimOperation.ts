import { randomUUID } from 'node:crypto';
import { databaseNow, isPostgres } from '@openportal/database-node';
import {
  isFinalState,
  OPERATION_STATES,
} from '@openportal/plugin-deploy-common';
import { Knex } from 'knex';
import { OperationClaim } from '../operations/OperationRecord';
import { toRecord } from './readOperations';
import { OperationRow } from './rows';

// While replicas of two versions run, each leaves alone what only the other understands.
const knownStates = OPERATION_STATES.filter(state => !isFinalState(state));
const knownModes = ['direct', 'pull-request', 'approvals'];

/** Takes the operation that has been due for longest, so that no other worker takes it until the lease ends. */
export async function claimOperation(
  knex: Knex,
  leaseMs: number,
): Promise<OperationClaim | undefined> {
  const now = await databaseNow(knex);
  const leaseToken = randomUUID();
  const due = knex<OperationRow>('operations')
    .select('id')
    .whereNull('finished_at')
    .whereIn('state', knownStates)
    .whereIn('mode', knownModes)
    .where('next_at', '<=', now)
    .where(lease =>
      lease.whereNull('lease_until').orWhere('lease_until', '<', now),
    )
    .orderBy('next_at')
    .limit(1);
  // SQLite runs one writing statement at a time, so the guarded update is enough there.
  const rows = await knex<OperationRow>('operations')
    // Not IN: PostgreSQL may run that subquery once per row, and so claim several.
    .where('id', '=', isPostgres(knex) ? due.forUpdate().skipLocked() : due)
    .whereNull('finished_at')
    .update({ lease_token: leaseToken, lease_until: now + leaseMs })
    .returning('*');
  return rows.length > 0
    ? { record: await toRecord(knex, rows[0]), leaseToken }
    : undefined;
}
