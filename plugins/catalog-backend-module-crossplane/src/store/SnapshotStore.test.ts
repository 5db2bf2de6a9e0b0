import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { openDatabase, runMigrations } from '@openportal/database-node';
import { dnsRecord } from '../__testUtils__/objects';
import { testDatabaseIds } from '../__testUtils__/testDatabaseIds';
import { PackedObject } from '../source/PackedObject';
import { LeaseLostError, LeaseStore } from './LeaseStore';
import { migrations } from './migrations';
import { DatabaseSnapshotStore } from './SnapshotStore';

jest.setTimeout(60_000);

const pack = (name: string, annotations?: Record<string, string>) =>
  PackedObject.pack(dnsRecord(name, annotations), object => object);

describe('DatabaseSnapshotStore', () => {
  const databases = TestDatabases.create({ ids: testDatabaseIds() });

  it.each(databases.eachSupportedId())(
    'keeps parts apart and writes only what changed, %p',
    async id => {
      const knex = await databases.init(id);
      await runMigrations(knex, migrations);
      const leases = new LeaseStore(knex);
      const store = new DatabaseSnapshotStore(knex, leases);
      const lease = await leases.acquire('default', 'one');
      if (!lease) {
        throw new Error('nobody else has the lease');
      }
      const place = {
        provider: 'default',
        cluster: 'platform',
        part: 'things.example.org',
      };
      const many = Array.from({ length: 120 }, (_, index) =>
        pack(`many-${index}`),
      );
      await store.write(lease, [
        { ...place, set: [pack('a'), pack('b')], removed: [] },
        { ...place, part: 'definitions', set: many, removed: [] },
        { ...place, cluster: 'production', set: [pack('c')], removed: [] },
      ]);
      const changed = pack('b', { note: 'NUL \u0000 and half \ud800' });
      await store.write(lease, [
        { ...place, set: [changed], removed: ['team-alpha/a'] },
      ]);

      // A second process finds the same.
      const parts = await new DatabaseSnapshotStore(knex, leases).read(
        'default',
        'platform',
      );
      expect([...parts.keys()].sort()).toEqual([
        'definitions',
        'things.example.org',
      ]);
      expect(parts.get('definitions')).toHaveLength(120);
      const [stored, ...rest] = parts.get('things.example.org') ?? [];
      expect(rest).toEqual([]);
      const found = PackedObject.fromStored(stored);
      expect(found.key).toBe('team-alpha/b');
      expect(found.hash).toBe(changed.hash);
      expect(found.unpack()).toMatchObject({
        kind: 'DNSRecord',
        metadata: { annotations: { note: 'NUL  and half \uFFFD' } },
      });

      // A replica that lost its lease writes nothing.
      await leases.release(lease);
      await leases.acquire('default', 'two');
      await expect(
        store.write(lease, [{ ...place, set: [], removed: ['team-alpha/b'] }]),
      ).rejects.toThrow(LeaseLostError);
      expect(await store.read('default', 'platform')).toEqual(parts);
    },
  );

  it.each(databases.eachSupportedId())(
    'F3: migrates once when several replicas start, and up and down, %p',
    async id => {
      const knex = await databases.init(id);
      await Promise.all([
        runMigrations(knex, migrations),
        runMigrations(knex, migrations),
        runMigrations(knex, migrations),
      ]);
      // The host may say that somebody else looks after the tables.
      await openDatabase(
        {
          ...mockServices.database({ knex }),
          getClient: async () => knex,
        },
        migrations,
      );
      const tables = [
        'crossplane_leases',
        'crossplane_clusters',
        'crossplane_objects',
      ];
      for (const table of tables) {
        expect(await knex.schema.hasTable(table)).toBe(true);
      }
      await knex.migrate.rollback(
        {
          directory: resolvePackagePath(migrations.packageName, 'migrations'),
          tableName: migrations.tableName,
        },
        true,
      );
      for (const table of tables) {
        expect(await knex.schema.hasTable(table)).toBe(false);
      }
    },
  );
});
