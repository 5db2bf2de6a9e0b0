import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import { createDatabases, databaseKinds } from './__testUtils__/testDatabases';
import { databaseNow, databaseTime, isPostgres } from './databaseTime';
import { openDatabase } from './openDatabase';

jest.setTimeout(60_000);

const folder = createMockDirectory();
const createDatabase = createDatabases(() => folder.resolve('databases'));

beforeEach(() => {
  folder.setContent({
    databases: {},
    migrations: {
      '1_things.js': `
exports.up = knex => knex.schema.createTable('things', table => {
  table.bigInteger('at');
});
exports.down = knex => knex.schema.dropTable('things');`,
    },
  });
});

describe.each(databaseKinds)('the database on %s', kind => {
  it('C15: counts with its own clock, and not with that of the host', async () => {
    const { knex } = await createDatabase(kind);
    const real = Date.now();
    const skewed = jest.spyOn(Date, 'now').mockReturnValue(real + 600_000);
    try {
      const now = await databaseNow(knex);
      // The database of the test is on this machine: its clock is the one before the skew.
      expect(Math.abs(now - real)).toBeLessThan(300_000);
      const row = await knex
        .select({ later: databaseTime(knex, 1000.4) })
        .first<{ later: string | number }>();
      expect(Number(row.later)).toBeGreaterThanOrEqual(now + 1000);
      expect(Number.isInteger(Number(row.later))).toBe(true);
    } finally {
      skewed.mockRestore();
    }
  });

  it('goes on within a transaction', async () => {
    const { knex } = await createDatabase(kind);
    await knex.transaction(async trx => {
      const before = await databaseNow(trx);
      let after = before;
      while (after === before) {
        after = await databaseNow(trx);
      }
      expect(after).toBeGreaterThan(before);
    });
  });

  it('is opened with its tables, unless the host looks after them', async () => {
    const { knex } = await createDatabase(kind);
    const database = {
      ...mockServices.database({ knex }),
      getClient: async () => knex,
    };
    const migrations = {
      packageName: 'test',
      directory: folder.resolve('migrations'),
      tableName: 'test__migrations',
    };
    await openDatabase({ ...database, migrations: { skip: true } }, migrations);
    expect(await knex.schema.hasTable('things')).toBe(false);
    await openDatabase({ ...database, migrations: undefined }, migrations);
    expect(await knex.schema.hasTable('things')).toBe(true);
    expect(await knex('test__migrations')).toHaveLength(1);
    expect(isPostgres(knex)).toBe(kind === 'PostgreSQL');
  });
});
