import { TestDatabaseId } from '@backstage/backend-test-utils';
import { runMigrations } from '@openportal/database-node';
import { newOperation } from '../__testUtils__/newOperation';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { OperationQuery } from '../operations/OperationStore';
import { DatabaseOperationStore } from './DatabaseOperationStore';
import { migrations } from './migrations';

jest.setTimeout(60_000);

const databases = createTestDatabases();

const ENVIRONMENTS = ['development', 'qa', 'prod'];

async function setUp(id: TestDatabaseId) {
  const knex = await databases.init(id);
  await runMigrations(knex, migrations);
  const store = DatabaseOperationStore.create({ knex });
  await store.create(newOperation({ environment: 'development' }));
  await store.create(
    newOperation({
      environment: 'qa',
      requestedBy: 'user:default/operator',
    }),
  );
  await store.create(newOperation({ environment: 'prod', kind: 'rollback' }));
  return async (filter: Partial<OperationQuery>) => {
    const records = await store.list({
      entityRef: 'component:default/payments',
      environments: ENVIRONMENTS,
      limit: 10,
      ...filter,
    });
    return records.map(({ operation }) => operation.environment);
  };
}

describe.each(databases.eachSupportedId())('list of operations on %s', id => {
  it('leaves what every filter leaves, newest first', async () => {
    const list = await setUp(id);
    await expect(list({})).resolves.toEqual(['prod', 'qa', 'development']);
    await expect(list({ kind: 'rollback' })).resolves.toEqual(['prod']);
    await expect(
      list({ requestedBy: 'user:default/operator' }),
    ).resolves.toEqual(['qa']);
    await expect(list({ state: 'requested' })).resolves.toHaveLength(3);
    await expect(list({ state: 'succeeded' })).resolves.toEqual([]);
    await expect(
      list({ kind: 'promote', environments: ['qa', 'prod'] }),
    ).resolves.toEqual(['qa']);
    await expect(list({ kind: 'promote', limit: 1 })).resolves.toEqual(['qa']);
  });
});
