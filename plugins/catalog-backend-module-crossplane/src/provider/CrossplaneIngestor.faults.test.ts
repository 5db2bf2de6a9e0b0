import { TestDatabases } from '@backstage/backend-test-utils';
import { Sandbox, startSandbox } from '@openportal/sandbox';
import { Knex } from 'knex';
import { eventually } from '../__testUtils__/eventually';
import { dnsRecordXrd } from '../__testUtils__/objects';
import { RecordedCatalog } from '../__testUtils__/RecordedCatalog';
import { sandboxClusters, startIngestor } from '../__testUtils__/startIngestor';
import { CrossplaneIngestor } from './CrossplaneIngestor';

jest.setTimeout(120_000);

const PLATFORM = 'crossplane:default:platform';
const PRODUCTION = 'crossplane:default:production';
const NAME = 'dnsrecords.network.openportal.dev';
const STALE = 'openportal.dev/stale';

describe('CrossplaneIngestor under faults', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let sandbox: Sandbox;
  let knex: Knex;
  let catalog: RecordedCatalog;
  let ingestor: CrossplaneIngestor | undefined;

  beforeEach(async () => {
    sandbox = await startSandbox({ seed: 'minimal', tempo: 20 });
    knex = await databases.init('SQLITE_3');
    catalog = new RecordedCatalog();
  });

  afterEach(async () => {
    await ingestor?.stop();
    ingestor = undefined;
    await sandbox.close();
  });

  const apply = (object: object, cluster = 'platform') =>
    sandbox.clusters[cluster].objects.apply(
      JSON.parse(JSON.stringify(object)),
      { fieldManager: 'test' },
    );
  const remove = (name: string) =>
    sandbox.clusters.platform.objects.delete({
      apiVersion: 'apiextensions.crossplane.io/v2',
      kind: 'CompositeResourceDefinition',
      name,
    });
  const isStale = (provider: string) =>
    catalog
      .entities(provider, 'Template')
      .map(({ metadata }) => metadata.annotations?.[STALE] === 'true');

  async function start(): Promise<void> {
    ingestor = await startIngestor({
      knex,
      catalog,
      clusters: sandboxClusters(sandbox),
      timeLimitMilliseconds: 1_000,
    });
  }

  const templates = (expected: string[], provider = PLATFORM) =>
    eventually(() =>
      expect(catalog.titles(provider, 'Template')).toEqual(expected),
    );

  it('follows changes as deltas and survives 410 (B2)', async () => {
    apply(dnsRecordXrd());
    await start();
    await templates(['DNSRecord v1.0.2']);

    apply(dnsRecordXrd({ labels: { 'openportal.dev/version': 'v1.1.0' } }));
    await templates(['DNSRecord v1.1.0']);
    expect(catalog.mutations.at(-1)?.type).toBe('delta');

    sandbox.clusters.platform.compact();
    apply(dnsRecordXrd({ plural: 'zones' }));
    sandbox.clusters.platform.dropWatches();
    await templates(['DNSRecord v1.0.2', 'DNSRecord v1.1.0']);
    remove(NAME);
    await templates(['DNSRecord v1.0.2']);
  });

  it.each([
    ['401', { kind: 'status', status: 401 } as const],
    ['403', { kind: 'status', status: 403 } as const],
    ['429', { kind: 'status', status: 429 } as const],
    ['500', { kind: 'status', status: 500 } as const],
    ['a reset', { kind: 'reset' } as const],
    ['silence', { kind: 'hang' } as const],
  ])(
    'keeps the entities of a cluster that answers %s (B4)',
    async (_, action) => {
      apply(dnsRecordXrd());
      await start();
      await templates(['DNSRecord v1.0.2']);

      const fault = sandbox.faults.add({
        service: 'kubernetes:platform',
        path: /.*/,
        action,
      });
      sandbox.clusters.platform.dropWatches();
      await eventually(() => expect(isStale(PLATFORM)).toEqual([true]));
      expect((await ingestor?.status())?.clusters[0]).toMatchObject({
        cluster: 'platform',
        stale: true,
        error: expect.any(String),
        templates: 1,
      });
      // The other cluster goes on (B5).
      apply(dnsRecordXrd({ plural: 'zones' }), 'production');
      await templates(['DNSRecord v1.0.2'], PRODUCTION);

      fault.remove();
      ingestor?.refresh();
      await eventually(() => expect(isStale(PLATFORM)).toEqual([false]));
    },
  );

  it('starts with the last good state when a cluster is down (B5)', async () => {
    apply(dnsRecordXrd());
    await start();
    await templates(['DNSRecord v1.0.2']);
    await ingestor?.stop();

    sandbox.faults.add({
      service: 'kubernetes:platform',
      path: /.*/,
      action: { kind: 'status', status: 503 },
    });
    await start();
    await eventually(() => expect(isStale(PLATFORM)).toEqual([true]));
    expect(catalog.titles(PLATFORM, 'Template')).toEqual(['DNSRecord v1.0.2']);
  });

  it('reports a poison XRD and takes the others (B6)', async () => {
    apply(dnsRecordXrd());
    apply(dnsRecordXrd({ plural: 'nothing', spec: { versions: [] } }));
    apply(
      dnsRecordXrd({
        plural: 'unserved',
        spec: {
          versions: [{ name: 'v1', served: false, referenceable: true }],
        },
      }),
    );
    await start();
    await templates(['DNSRecord v1.0.2']);
    const status = await ingestor?.status();
    expect(status?.clusters[0].problems.map(({ xrd }) => xrd)).toEqual(
      expect.arrayContaining([
        'nothing.network.openportal.dev',
        'unserved.network.openportal.dev',
      ]),
    );
  });

  it('gives XRDs with long and similar names templates of their own (B7)', async () => {
    const group = `${'g'.repeat(60)}.example.org`;
    apply(dnsRecordXrd({ plural: 'things', group }));
    apply(dnsRecordXrd({ plural: 'thingsx', group }));
    await start();
    await templates(['DNSRecord v1.0.2', 'DNSRecord v1.0.2']);
    for (const { metadata } of catalog.entities(PLATFORM)) {
      expect(metadata.name.length).toBeLessThanOrEqual(63);
    }
  });

  it('sends everything again when the catalog refused (B17)', async () => {
    apply(dnsRecordXrd());
    await start();
    await templates(['DNSRecord v1.0.2']);
    catalog.failures = 3;
    apply(dnsRecordXrd({ labels: { 'openportal.dev/version': 'v1.1.0' } }));
    await templates(['DNSRecord v1.1.0']);
    expect(catalog.failures).toBe(0);
  });
});
