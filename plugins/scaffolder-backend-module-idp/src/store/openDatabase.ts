import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { Knex } from 'knex';

// Any number that no other migration on the same server uses.
const ADVISORY_LOCK = 0x0c05_5b1b;

/**
 * Brings the tables up to date. Everything, the lock of the migrations included, is in one transaction, on
 * PostgreSQL under an advisory lock: replicas that start at once wait for each other, and one that is
 * killed leaves nothing behind that somebody must unlock.
 */
export async function runMigrations(knex: Knex): Promise<void> {
  await knex.transaction(async trx => {
    if (isPostgres(trx)) {
      await trx.raw('SELECT pg_advisory_xact_lock(?)', [ADVISORY_LOCK]);
    }
    await trx.migrate.latest({
      directory: resolvePackagePath(
        '@openportal/plugin-scaffolder-backend-module-idp',
        'migrations',
      ),
      // The database belongs to the scaffolder, which has migrations of its own.
      tableName: 'openportal_idp__knex_migrations',
    });
  });
}

/** The scaffolder's database with the tables of this module, unless the host says to leave them alone. */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const knex = await database.getClient();
  if (!database.migrations?.skip) {
    await runMigrations(knex);
  }
  return knex;
}

function isPostgres(knex: Knex): boolean {
  return knex.client.config.client === 'pg';
}

/** Milliseconds since 1970 by the clock of the database: the one clock that every replica shares. */
export function databaseTime(knex: Knex, plus: number = 0): Knex.Raw {
  return knex.raw(
    isPostgres(knex)
      ? '(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint + ?)'
      : "(CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) + ?)",
    [plus],
  );
}
