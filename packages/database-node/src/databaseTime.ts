import { Knex } from 'knex';

/**
 * Whether this is PostgreSQL, which has row locks and advisory locks. SQLite, the other database that
 * Backstage supports, has one writer at a time.
 *
 * @param knex - a connection, or a transaction
 * @public
 */
export function isPostgres(knex: Knex): boolean {
  return knex.client.config.client === 'pg';
}

/**
 * The time by the clock of the database, as a part of a query: the one clock that all replicas share. Within
 * a transaction it goes on, unlike `now()`.
 *
 * @param knex - the connection or transaction that the query is for
 * @param plus - milliseconds to add, or to take off where negative; a fraction is rounded
 * @returns milliseconds since 1970, as an integer of 64 bits
 * @public
 */
export function databaseTime(knex: Knex, plus: number = 0): Knex.Raw {
  return knex.raw(
    isPostgres(knex)
      ? '(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint + ?)'
      : "(CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) + ?)",
    [Math.round(plus)],
  );
}

/**
 * Asks the database what time it is by its clock: the one clock that all replicas share.
 *
 * @param knex - a connection, or the transaction in which the answer is used
 * @returns milliseconds since 1970
 * @throws whatever the database driver throws where the database does not answer
 * @public
 */
export async function databaseNow(knex: Knex): Promise<number> {
  const row = await knex
    .select({ now: databaseTime(knex) })
    .first<{ now: number | string }>();
  // PostgreSQL gives integers of 64 bits as text.
  return Number(row.now);
}
