import { setTimeout } from 'node:timers/promises';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { isPostgres } from './databaseTime';
import { isPassing } from './isPassing';

/** First half of the advisory lock: what the second is hashed for is ours to choose. */
const LOCK_SPACE = 0x0de9_1011;
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 250;
/** A replica that holds the lock for longer is stuck, or has a table of millions to change. */
const LOCK_TIMEOUT = '60s';

/**
 * Where the migrations of a package are, and where it is kept which of them ran.
 *
 * @public
 */
export type Migrations = {
  /** Package with a folder `migrations`, as in its package.json. */
  packageName: string;
  /**
   * Table that says which ran, `knex_migrations` by default. Required of a module: it shares the database with
   * its plugin, which has migrations of its own.
   */
  tableName?: string;
  /** Folder to take instead of the one of the package. */
  directory?: string;
};

/**
 * Brings the tables of a package up to date.
 *
 * @remarks
 *
 * Everything is in one transaction, knex's own lock included. On PostgreSQL an advisory lock, which ends with
 * that transaction, lets replicas that start at once wait for each other. One that is killed in the middle
 * leaves nothing: no half of a table, and no lock that somebody must free by hand. A lock of knex that is
 * there already is a leftover of another tool, and is freed.
 *
 * What passes by itself (a connection that broke, a deadlock, a SQLite file that is busy) is tried again, five
 * times in all. Migrations that ran and are not in the folder are those of a newer version of the package,
 * during a rolling update or after going back: they are let be.
 *
 * @param knex - the database of the plugin
 * @param migrations - what makes the tables
 * @throws the error of the migration, or that of the last attempt
 * @public
 */
export async function runMigrations(
  knex: Knex,
  migrations: Migrations,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await migrateOnce(knex, migrations);
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !isPassing(error)) {
        throw error;
      }
      // With jitter: replicas that disturbed each other do not come back at once.
      await setTimeout(
        FIRST_PAUSE_MS * 2 ** attempt * (0.5 + Math.random() / 2),
      );
    }
  }
}

async function migrateOnce(knex: Knex, migrations: Migrations): Promise<void> {
  const { packageName, tableName = 'knex_migrations' } = migrations;
  const directory =
    migrations.directory ?? resolvePackagePath(packageName, 'migrations');
  await knex.transaction(async trx => {
    if (isPostgres(trx)) {
      await trx.raw(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
      await trx.raw('SELECT pg_advisory_xact_lock(?, hashtext(?))', [
        LOCK_SPACE,
        `${packageName}:${tableName}`,
      ]);
    }
    const lockTable = `${tableName}_lock`;
    if (await trx.schema.hasTable(lockTable)) {
      await trx(lockTable).where({ is_locked: 1 }).update({ is_locked: 0 });
    }
    await trx.migrate.latest({
      directory,
      tableName,
      disableMigrationsListValidation: true,
    });
  });
}
