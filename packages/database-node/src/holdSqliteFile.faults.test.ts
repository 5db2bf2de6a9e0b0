import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import createKnex from 'knex';
import { createDatabases, databaseKinds } from './__testUtils__/testDatabases';
import { Replica, startReplica } from './__testUtils__/startReplica';
import { holdSqliteFile } from './holdSqliteFile';
import { openDatabase } from './openDatabase';
import { Migrations } from './runMigrations';

// Processes start slowly while everything else is tested.
jest.setTimeout(120_000);

const folder = createMockDirectory();
const createDatabase = createDatabases(() => folder.resolve('databases'));
const migrations: Migrations = {
  packageName: 'test',
  directory: folder.resolve('migrations'),
};
const replicas: Replica[] = [];

beforeEach(() => {
  folder.setContent({
    databases: {},
    migrations: {
      '1_things.js': `
exports.up = async knex => {
  await knex.schema.createTable('things', table => table.integer('id'));
};
exports.down = async () => {};
`,
    },
  });
});

afterEach(async () => {
  await Promise.all(replicas.splice(0).map(replica => replica.kill()));
});

function start(options: Parameters<typeof startReplica>[0]): Replica {
  const replica = startReplica(options);
  replicas.push(replica);
  return replica;
}

const directory = folder.resolve('migrations');

describe('F7: a SQLite file', () => {
  it('is kept from a second process, and the first one goes on', async () => {
    const { knex, config } = await createDatabase('SQLite');
    await openDatabase({ getClient: async () => knex }, migrations);
    const second = start({ config, directory, stays: true });
    const { filename } = config.connection as { filename: string };
    await second.said(
      `The SQLite file '${filename}' is in use by another process; waiting for it to end`,
    );
    await knex('things').insert({ id: 1 });
    await expect(knex('things').pluck('id')).resolves.toEqual([1]);
    // Modules of a plugin open its database too.
    await openDatabase({ getClient: async () => knex }, migrations);
  });

  it('is refused while another process has it, and free when that was killed', async () => {
    const { knex, config } = await createDatabase('SQLite');
    const first = start({ config, directory, stays: true });
    await first.said('open');
    const logger = mockServices.logger.mock();
    const { filename } = config.connection as { filename: string };
    await expect(
      holdSqliteFile(knex, { logger, patienceMs: 300 }),
    ).rejects.toThrow(
      `The SQLite file '${filename}' is in use by another process, and only one process may have it. End the other one; or set 'backend.database' to PostgreSQL, which several processes share`,
    );
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('waiting for it to end'),
    );

    const opened = openDatabase({ getClient: async () => knex }, migrations);
    await first.kill();
    await opened;
    await knex('things').insert({ id: 2 });
    await expect(knex('things').pluck('id')).resolves.toEqual([2]);
  });

  it('is missed where the database is in memory: that is said', async () => {
    const knex = createKnex({
      client: 'better-sqlite3',
      connection: ':memory:',
      useNullAsDefault: true,
    });
    const logger = mockServices.logger.mock();
    await openDatabase({ getClient: async () => knex }, migrations, { logger });
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('lost when the process ends'),
    );
    await knex.destroy();
  });
});

if (databaseKinds.includes('PostgreSQL')) {
  it('F7: PostgreSQL is shared by any number of processes', async () => {
    const { knex, config } = await createDatabase('PostgreSQL');
    const first = start({ config, directory, stays: true });
    await first.said('open');
    const logger = mockServices.logger.mock();
    await openDatabase({ getClient: async () => knex }, migrations, { logger });
    expect(logger.warn).not.toHaveBeenCalled();
  });
}
