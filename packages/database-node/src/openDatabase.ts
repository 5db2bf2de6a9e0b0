import { DatabaseService, LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { holdSqliteFile } from './holdSqliteFile';
import { Migrations, runMigrations } from './runMigrations';

/**
 * The database of a plugin, with its tables up to date; they are left alone where the host says so
 * (`backend.database.skipMigrations`).
 *
 * @remarks
 *
 * A SQLite file is kept for this process as long as it lives; another one that opens it is refused. Of a SQLite
 * database in memory the logger, where there is one, says that it ends with the process.
 *
 * @param database - that of the plugin, as Backstage gives it; modules of a plugin share it
 * @param migrations - what makes the tables
 * @param options - `logger` of the plugin
 * @throws Error where another process has the SQLite file, and what {@link runMigrations} throws
 * @public
 */
export async function openDatabase(
  database: DatabaseService,
  migrations: Migrations,
  options: { logger?: LoggerService } = {},
): Promise<Knex> {
  const knex = await database.getClient();
  await holdSqliteFile(knex, options);
  if (!database.migrations?.skip) {
    await runMigrations(knex, migrations);
  }
  return knex;
}
