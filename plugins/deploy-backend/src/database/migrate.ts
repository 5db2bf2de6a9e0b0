import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { Knex } from 'knex';

// Any number that no other migration on the same server uses.
const ADVISORY_LOCK = 0x0de9_1011;

/**
 * Brings the tables up to date. Everything, the lock of the migrations included, is in one transaction, on
 * PostgreSQL under an advisory lock: replicas that start at once wait for each other, and one that is
 * killed leaves nothing behind that somebody must unlock.
 */
export async function runMigrations(
  knex: Knex,
  options?: { directory?: string },
): Promise<void> {
  const directory =
    options?.directory ??
    resolvePackagePath('@openportal/plugin-deploy-backend', 'migrations');
  await knex.transaction(async trx => {
    if (isPostgres(trx)) {
      await trx.raw('SELECT pg_advisory_xact_lock(?)', [ADVISORY_LOCK]);
    }
    await trx.migrate.latest({ directory });
  });
}

/** The database of the plugin, with its tables, unless the host says to leave them alone. */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const knex = await database.getClient();
  if (!database.migrations?.skip) {
    await runMigrations(knex);
  }
  return knex;
}

/** Whether this is PostgreSQL, which has row locks. */
export function isPostgres(knex: Knex): boolean {
  return knex.client.config.client === 'pg';
}
