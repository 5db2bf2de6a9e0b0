import { TestDatabases } from '@backstage/backend-test-utils';
import { Sandbox, startSandbox } from '@openportal/sandbox';
import { runMigrations } from '@openportal/database-node';
import { eventually } from '../__testUtils__/eventually';
import { dnsRecordXrd } from '../__testUtils__/objects';
import { RecordedCatalog } from '../__testUtils__/RecordedCatalog';
import {
  sandboxClusters,
  startIngestor,
  StartIngestorOptions,
} from '../__testUtils__/startIngestor';
import { testDatabaseIds } from '../__testUtils__/testDatabaseIds';
import { LeaseLostError, LeaseStore } from '../store/LeaseStore';
import { migrations } from '../store/migrations';
import { CrossplaneIngestor } from './CrossplaneIngestor';

jest.setTimeout(120_000);

const PLATFORM = 'crossplane:default:platform';

describe('CrossplaneIngestor on several replicas', () => {
  const databases = TestDatabases.create({ ids: testDatabaseIds() });
  let sandbox: Sandbox;
  let catalog: RecordedCatalog;
  const started: CrossplaneIngestor[] = [];

  beforeEach(async () => {
    sandbox = await startSandbox({ seed: 'minimal', tempo: 20 });
    catalog = new RecordedCatalog();
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map(ingestor => ingestor.stop()));
    await sandbox.close();
  });

  async function start(
    options: Omit<StartIngestorOptions, 'catalog' | 'clusters'>,
  ): Promise<CrossplaneIngestor> {
    const ingestor = await startIngestor({
      catalog,
      clusters: sandboxClusters(sandbox),
      ...options,
    });
    started.push(ingestor);
    return ingestor;
  }

  const apply = (object: object) =>
    sandbox.clusters.platform.objects.apply(
      JSON.parse(JSON.stringify(object)),
      { fieldManager: 'test' },
    );
  const release = (version: string) =>
    apply(dnsRecordXrd({ labels: { 'openportal.dev/version': version } }));
  const templates = (expected: string[]) =>
    eventually(() =>
      expect(catalog.titles(PLATFORM, 'Template')).toEqual(expected),
    );

  it.each(databases.eachSupportedId())(
    'B16: one replica works, the others know what it knows and take over at once when it stops, %p',
    async id => {
      const knex = await databases.init(id);
      release('v1.0.0');
      const one = await start({ knex, replica: 'one' });
      await templates(['DNSRecord v1.0.0']);
      const two = await start({ knex, replica: 'two' });

      // The follower has stored state to answer with, and asks the clusters nothing.
      await eventually(async () => {
        const { clusters, leader } = await two.status();
        expect(leader.holder).toBe('one');
        expect(clusters[0]).toMatchObject({ stale: false, templates: 1 });
      });
      expect([one.leading, two.leading]).toEqual([true, false]);
      expect(two.clusters()).toEqual([]);

      // What it is asked it passes on.
      const listedAt = async () =>
        (await two.status()).clusters[0].lastListedAt;
      const before = await listedAt();
      await two.refresh(['platform']);
      await eventually(async () => expect(await listedAt()).not.toBe(before));

      await one.stop();
      release('v1.1.0');
      await templates(['DNSRecord v1.1.0']);
      expect([one.leading, two.leading]).toEqual([false, true]);
      expect((await two.status()).leader.holder).toBe('two');
    },
  );

  it.each(databases.eachSupportedId())(
    'B16: another replica takes over from one that was killed, with what that one stored, %p',
    async id => {
      const knex = await databases.init(id);
      release('v1.0.0');
      const one = await start({ knex, replica: 'one' });
      await templates(['DNSRecord v1.0.0']);
      await one.stop();
      // A process that is killed leaves its lease behind.
      const killed = new LeaseStore(knex, { lifetimeMilliseconds: 3_000 });
      expect(await killed.acquire('default', 'killed')).toBeDefined();
      const { writes } = catalog;
      const outage = sandbox.faults.add({
        service: 'kubernetes:platform',
        path: /.*/,
        action: { kind: 'status', status: 503 },
      });

      const two = await start({ knex, replica: 'two' });
      await eventually(async () => {
        expect((await two.status()).leader.holder).toBe('killed');
      });
      expect(two.leading).toBe(false);
      await eventually(() => expect(two.leading).toBe(true));
      // The cluster is down as well, so it starts with the last good state (N5, N8).
      await eventually(async () =>
        expect((await two.status()).clusters[0]).toMatchObject({
          stale: true,
          templates: 1,
        }),
      );
      expect(catalog.titles(PLATFORM, 'Template')).toEqual([
        'DNSRecord v1.0.0',
      ]);
      outage.remove();
      await two.refresh();
      await eventually(async () =>
        expect((await two.status()).clusters[0].stale).toBe(false),
      );
      // Marked as stale and back, and nothing else.
      expect(catalog.writes - writes).toBeLessThanOrEqual(4);
    },
  );

  it.each(databases.eachSupportedId())(
    'B16: only one of many replicas gets the lease, and a late one writes nothing, %p',
    async id => {
      const knex = await databases.init(id);
      await runMigrations(knex, migrations);
      const leases = new LeaseStore(knex);
      const holders = Array.from({ length: 10 }, (_, index) => `r${index}`);
      const won = (
        await Promise.all(
          holders.map(holder => leases.acquire('default', holder)),
        )
      ).filter(Boolean);
      expect(won).toHaveLength(1);
      const [lease] = won;
      if (!lease) {
        throw new Error('one of them won');
      }
      await leases.assertHeld(lease);
      expect(await leases.renew(lease)).toBe(true);
      await leases.release(lease);
      const next = await leases.acquire('default', 'next');
      expect(next?.token).toBe(lease.token + 1);
      expect(await leases.renew(lease)).toBe(false);
      await expect(leases.assertHeld(lease)).rejects.toThrow(LeaseLostError);
      // A late release does not end the lease of another one.
      await leases.release(lease);
      expect((await leases.read('default')).holder).toBe('next');
    },
  );

  it('B16: a replica that was paused changes nothing after another one took over', async () => {
    const knex = await databases.init('SQLITE_3');
    release('v1.0.0');
    // Long until it notices by itself: the fence has to stop it.
    const one = await start({
      knex,
      replica: 'one',
      times: { tickMilliseconds: 3_000 },
    });
    await templates(['DNSRecord v1.0.0']);
    const { length } = catalog.mutations;
    const rows = await knex('crossplane_objects').select('hash').orderBy('key');
    await knex('crossplane_leases').update({ expires_at: 0 });
    const other = await new LeaseStore(knex).acquire('default', 'other');

    release('v1.1.0');
    await eventually(() => expect(one.leading).toBe(false));
    expect(other).toBeDefined();
    expect(catalog.mutations).toHaveLength(length);
    expect(
      await knex('crossplane_objects').select('hash').orderBy('key'),
    ).toEqual(rows);
  });
});
