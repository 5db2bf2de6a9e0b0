import { join } from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import createKnex, { Knex } from 'knex';

/** A database that several processes can open. */
export type SharedDatabase = { config: Knex.Config; knex: Knex };

const postgres = Boolean(
  process.env.BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING,
);

/** SQLite in a file, and PostgreSQL where there is a server: no container is started. */
export const databaseKinds = postgres ? ['SQLite', 'PostgreSQL'] : ['SQLite'];

/** Makes empty databases. Call it where tests are described: it cleans up after them. */
export function createDatabases(folder: () => string) {
  const databases = TestDatabases.create({
    ids: postgres ? ['POSTGRES_18'] : ['SQLITE_3'],
  });
  const open: Knex[] = [];
  let count = 0;
  afterEach(async () => {
    await Promise.all(open.splice(0).map(knex => knex.destroy()));
  });
  return async (kind: string): Promise<SharedDatabase> => {
    count += 1;
    if (kind === 'PostgreSQL') {
      const knex = await databases.init('POSTGRES_18');
      const { connection } = knex.client.config;
      // The password hides from being copied.
      const { password } = connection;
      return {
        knex,
        config: { client: 'pg', connection: { ...connection, password } },
      };
    }
    const config: Knex.Config = {
      client: 'better-sqlite3',
      connection: { filename: join(folder(), `${count}.sqlite`) },
      useNullAsDefault: true,
    };
    const knex = createKnex(config);
    open.push(knex);
    return { knex, config };
  };
}
