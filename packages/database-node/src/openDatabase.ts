import { DatabaseService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { Migrations, runMigrations } from './runMigrations';

/**
 * The database of a plugin, with its tables up to date; they are left alone where the host says so
 * (`backend.database.skipMigrations`).
 *
 * @param database - that of the plugin, as Backstage gives it; modules of a plugin share it
 * @param migrations - what makes the tables
 * @throws what {@link runMigrations} throws
 * @public
 */
export async function openDatabase(
  database: DatabaseService,
  migrations: Migrations,
): Promise<Knex> {
  const knex = await database.getClient();
  if (!database.migrations?.skip) {
    await runMigrations(knex, migrations);
  }
  return knex;
}
