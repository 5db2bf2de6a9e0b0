import { Knex } from 'knex';
import { isPostgres } from './migrate';

/**
 * Milliseconds since 1970 by the clock of the database: the one clock that every replica shares.
 */
export async function databaseNow(knex: Knex): Promise<number> {
  const query = isPostgres(knex)
    ? 'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now'
    : "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) AS now";
  const result: unknown = await knex.raw(query);
  const rows = Array.isArray(result)
    ? result
    : (result as { rows: unknown[] }).rows;
  return Number((rows[0] as { now: string | number }).now);
}
