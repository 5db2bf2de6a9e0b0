import { rmSync } from 'node:fs';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { createDatabases, databaseKinds } from './__testUtils__/testDatabases';
import { Replica, startReplica } from './__testUtils__/startReplica';
import { Migrations, runMigrations } from './runMigrations';

jest.setTimeout(120_000);

/** Makes a table and a row, then waits for ever where the environment says so, then makes another table. */
const slow = `
exports.up = async knex => {
  await knex.schema.createTable('second', table => table.integer('id'));
  await knex('first').insert({ id: 2 });
  if (process.env.STAY_IN_MIGRATION) {
    process.stdout.write('in the middle\\n');
    await new Promise(resolve => setTimeout(resolve, 3_600_000));
  }
  await knex.schema.createTable('third', table => table.integer('id'));
};
exports.down = async () => {};
`;
const first = `
exports.up = async knex => {
  await knex.schema.createTable('first', table => table.integer('id'));
  await knex('first').insert({ id: 1 });
};
exports.down = async () => {};
`;

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
    migrations: { '1_first.js': first, '2_slow.js': slow },
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

describe.each(databaseKinds)('F3: migrations on %s', kind => {
  it('run once when replicas start at the same time', async () => {
    const { knex, config } = await createDatabase(kind);
    const directory = folder.resolve('migrations');
    const others = [1, 2].map(() => start({ config, directory }));
    await Promise.all([
      runMigrations(knex, migrations),
      ...others.map(replica => replica.said('up to date')),
    ]);
    expect(await knex('first').pluck('id')).toEqual([1, 2]);
    expect(await knex('knex_migrations')).toHaveLength(2);
    expect(await knex.schema.hasTable('third')).toBe(true);
  });

  it('go on after a replica was killed in the middle, and nobody unlocks anything', async () => {
    const { knex, config } = await createDatabase(kind);
    const killed = start({
      config,
      directory: folder.resolve('migrations'),
      env: { STAY_IN_MIGRATION: 'yes' },
    });
    await killed.said('in the middle');
    // Somebody else waits for it already, as the second replica of a rolling update does.
    const waiting = start({
      config,
      directory: folder.resolve('migrations'),
    });
    await killed.kill();
    await waiting.said('up to date');
    await runMigrations(knex, migrations);
    expect(await knex('first').pluck('id')).toEqual([1, 2]);
    expect(await knex.schema.hasTable('third')).toBe(true);
  });

  it('free the lock that another tool left', async () => {
    const { knex } = await createDatabase(kind);
    await knex.migrate.latest({ directory: folder.resolve('migrations') });
    await knex('knex_migrations_lock').update({ is_locked: 1 });
    folder.addContent({
      'migrations/3_more.js': first.replaceAll('first', 'fourth'),
    });
    await expect(
      knex.migrate.latest({ directory: folder.resolve('migrations') }),
    ).rejects.toThrow(/locked/);
    await runMigrations(knex, migrations);
    expect(await knex('fourth').pluck('id')).toEqual([1]);
    expect(await knex('knex_migrations_lock').pluck('is_locked')).toEqual([0]);
  });

  it('F4: are let be where a newer version ran them', async () => {
    const { knex } = await createDatabase(kind);
    await runMigrations(knex, migrations);
    rmSync(folder.resolve('migrations/2_slow.js'));
    await runMigrations(knex, migrations);
    expect(await knex('knex_migrations')).toHaveLength(2);
  });

  it('undo everything of a migration that fails, and say why', async () => {
    const { knex } = await createDatabase(kind);
    folder.addContent({
      'migrations/3_broken.js': `
exports.up = async knex => {
  await knex.schema.createTable('fifth', table => table.integer('id'));
  throw new Error('This table cannot be made');
};
exports.down = async () => {};`,
    });
    await expect(runMigrations(knex, migrations)).rejects.toThrow(
      'This table cannot be made',
    );
    expect(await knex.schema.hasTable('fifth')).toBe(false);
    expect(await knex.schema.hasTable('first')).toBe(false);
  });
});

if (databaseKinds.includes('PostgreSQL')) {
  describe('F1: migrations on PostgreSQL', () => {
    it('are tried again when their connection is killed', async () => {
      const { knex, config } = await createDatabase('PostgreSQL');
      const replica = start({
        config,
        directory: folder.resolve('migrations'),
        env: { STAY_IN_MIGRATION: 'yes' },
      });
      await replica.said('in the middle');
      const waiting = runMigrations(knex, migrations);
      // The one that holds the lock loses its connection; then it is the turn of the one that waits.
      await knex.raw(
        `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted`,
      );
      await replica.kill();
      await waiting;
      expect(await knex('first').pluck('id')).toEqual([1, 2]);
    });
  });
}
