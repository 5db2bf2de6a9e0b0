import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { dnsRecord } from '../__testUtils__/objects';
import { DatabaseSnapshotStore } from './SnapshotStore';

jest.setTimeout(60_000);

describe('DatabaseSnapshotStore', () => {
  const databases = TestDatabases.create({
    // Without a server to connect to, the test utilities would want Docker.
    ids: process.env.BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING
      ? ['SQLITE_3', 'POSTGRES_18']
      : ['SQLITE_3'],
  });

  it.each(databases.eachSupportedId())('keeps parts apart, %p', async id => {
    const knex = await databases.init(id);
    const database = mockServices.database({ knex });
    const store = await DatabaseSnapshotStore.create(database);
    const key = { provider: 'default', cluster: 'platform', part: 'things' };

    await store.write(key, [dnsRecord('old')]);
    await store.write(key, [dnsRecord('a'), dnsRecord('b')]);
    await store.write({ ...key, part: 'definitions' }, []);
    await store.write({ ...key, cluster: 'production' }, [dnsRecord('c')]);

    // A second process finds the same, and migrating again changes nothing.
    const again = await DatabaseSnapshotStore.create(database);
    const parts = await again.read('default', 'platform');
    expect(
      parts.map(({ part, objects }) => [
        part,
        objects.map(({ metadata }) => metadata.name),
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['things', ['a', 'b']],
        ['definitions', []],
      ]),
    );
    expect(parts).toHaveLength(2);

    await again.remove(key);
    expect(await again.read('default', 'platform')).toHaveLength(1);
    expect(await again.read('default', 'production')).toHaveLength(1);
  });

  it.each(databases.eachSupportedId())('migrates up and down, %p', async id => {
    const knex = await databases.init(id);
    const migrations = {
      directory: resolvePackagePath(
        '@openportal/plugin-catalog-backend-module-crossplane',
        'migrations',
      ),
      tableName: 'crossplane__knex_migrations',
    };
    await knex.migrate.latest(migrations);
    expect(await knex.schema.hasTable('crossplane_snapshots')).toBe(true);
    await knex.migrate.rollback(migrations);
    expect(await knex.schema.hasTable('crossplane_snapshots')).toBe(false);
  });
});
