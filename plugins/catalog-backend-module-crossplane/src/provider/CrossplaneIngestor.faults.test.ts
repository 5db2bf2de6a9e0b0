import { TestDatabases } from '@backstage/backend-test-utils';
import { Sandbox, startSandbox } from '@openportal/sandbox';
import { Knex } from 'knex';
import { eventually } from '../__testUtils__/eventually';
import { dnsRecord, dnsRecordXrd } from '../__testUtils__/objects';
import { RecordedCatalog } from '../__testUtils__/RecordedCatalog';
import { startSilentProxy } from '../__testUtils__/startSilentProxy';
import { sandboxClusters, startIngestor } from '../__testUtils__/startIngestor';
import { PackedObject } from '../source/PackedObject';
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

  it('B2: follows changes as deltas and survives 410', async () => {
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
    'B4: keeps the entities of a cluster that answers %s',
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

  it('B5: starts with the last good state when a cluster is down', async () => {
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

  it('B6: reports a poison XRD and takes the others', async () => {
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

  it('B7: gives XRDs with long and similar names templates of their own', async () => {
    const group = `${'g'.repeat(60)}.example.org`;
    apply(dnsRecordXrd({ plural: 'things', group }));
    apply(dnsRecordXrd({ plural: 'thingsx', group }));
    await start();
    await templates(['DNSRecord v1.0.2', 'DNSRecord v1.0.2']);
    for (const { metadata } of catalog.entities(PLATFORM)) {
      expect(metadata.name.length).toBeLessThanOrEqual(63);
    }
  });

  it('B17: sends again what the catalog refused', async () => {
    apply(dnsRecordXrd());
    await start();
    await templates(['DNSRecord v1.0.2']);
    catalog.failures = 3;
    apply(dnsRecordXrd({ labels: { 'openportal.dev/version': 'v1.1.0' } }));
    await templates(['DNSRecord v1.1.0']);
    expect(catalog.failures).toBe(0);
  });

  it('B4: keeps everything when a list breaks off after its first page', async () => {
    for (let index = 0; index < 5; index += 1) {
      apply(dnsRecordXrd({ plural: `things${index}` }));
    }
    await start();
    const all = Array.from({ length: 5 }, () => 'DNSRecord v1.0.2');
    await templates(all);
    const fault = sandbox.faults.add({
      service: 'kubernetes:platform',
      path: /compositeresourcedefinitions\?limit/,
      action: { kind: 'commit-then-drop' },
    });
    await ingestor?.refresh();
    await eventually(() => expect(fault.hits).toBeGreaterThan(2));
    await eventually(async () =>
      expect((await ingestor?.status())?.clusters[0].stale).toBe(true),
    );
    expect(catalog.titles(PLATFORM, 'Template')).toEqual(all);
  });

  it('B4: takes the XRDs away when a healthy cluster no longer serves them', async () => {
    apply(dnsRecordXrd());
    await start();
    await templates(['DNSRecord v1.0.2']);
    // As discovery answers after Crossplane was removed.
    sandbox.faults.add({
      service: 'kubernetes:platform',
      path: /^\/apis\/apiextensions\.crossplane\.io/,
      action: { kind: 'status', status: 404 },
    });
    sandbox.clusters.platform.dropWatches();
    const named = sandbox.faults.add({
      service: 'kubernetes:platform',
      path: /^\/apis$/,
      action: {
        kind: 'status',
        status: 200,
        body: { kind: 'APIGroupList', groups: [] },
      },
    });
    await templates([]);
    // Once is not enough to believe it.
    expect(named.hits).toBeGreaterThan(1);
    expect((await ingestor?.status())?.clusters[0].templates).toBe(0);
  });

  it('B5: reads once more before it believes that more than a fifth is gone', async () => {
    for (let index = 0; index < 5; index += 1) {
      apply(dnsRecordXrd({ plural: `things${index}` }));
    }
    await start();
    const all = Array.from({ length: 5 }, () => 'DNSRecord v1.0.2');
    await templates(all);
    const empty = sandbox.faults.add({
      service: 'kubernetes:platform',
      path: /compositeresourcedefinitions\?limit/,
      times: 1,
      action: {
        kind: 'status',
        status: 200,
        body: {
          kind: 'CompositeResourceDefinitionList',
          metadata: { resourceVersion: '1' },
          items: [],
        },
      },
    });
    const { writes } = catalog;
    await ingestor?.refresh(['platform']);
    await eventually(() => expect(empty.hits).toBe(1));
    await eventually(async () => {
      const status = await ingestor?.status();
      expect(status?.clusters[0]).toMatchObject({ stale: false, templates: 5 });
    });
    expect(catalog.writes).toBe(writes);
    expect(catalog.titles(PLATFORM, 'Template')).toEqual(all);
  });

  it('B14: stores and sends text without NUL and half characters', async () => {
    apply(
      dnsRecordXrd({
        annotations: {
          'backstage.io/description': 'NUL \u0000 and half \ud83d of a smile',
        },
      }),
    );
    await start();
    await templates(['DNSRecord v1.0.2']);
    const [template] = catalog.entities(PLATFORM, 'Template');
    expect(template.metadata.description).toBe(
      'NUL  and half \uFFFD of a smile',
    );
    const text = JSON.stringify(catalog.entities(PLATFORM));
    expect(text).not.toMatch(/\\u0000|\\ud83d/);
  });

  it('B17: starts all the same when the database fails as it takes over', async () => {
    apply(dnsRecordXrd());
    const read = jest
      .fn()
      .mockRejectedValueOnce(new Error('the connection was terminated'))
      .mockResolvedValue(new Map());
    ingestor = await startIngestor({
      knex,
      catalog,
      clusters: sandboxClusters(sandbox),
      store: { read, write: async () => {} },
    });
    await templates(['DNSRecord v1.0.2']);
    expect(read.mock.calls.length).toBeGreaterThan(1);
  });

  it('B17: writes nothing while nothing changes, and brings back what the catalog lost', async () => {
    apply(dnsRecordXrd());
    await start();
    await templates(['DNSRecord v1.0.2']);
    const { writes } = catalog;
    const { length } = catalog.mutations;
    // The same again, as a controller that touches its objects all the time.
    apply(dnsRecordXrd());
    await ingestor?.refresh();
    const { looks } = catalog;
    await eventually(() => expect(catalog.looks).toBeGreaterThan(looks + 5));
    expect(catalog.mutations).toHaveLength(length);
    expect(catalog.writes).toBe(writes);

    catalog.lose();
    await templates(['DNSRecord v1.0.2']);
    expect(catalog.entities(PLATFORM, 'API')).toHaveLength(1);
  });

  it('B17: removes what an earlier process left, once it has seen everything', async () => {
    apply(dnsRecordXrd());
    await start();
    await templates(['DNSRecord v1.0.2']);
    await ingestor?.stop();
    remove(NAME);
    await knex('crossplane_objects').delete();
    const outage = sandbox.faults.add({
      service: 'kubernetes:platform',
      path: /compositeresourcedefinitions/,
      action: { kind: 'status', status: 503 },
    });
    await start();
    await eventually(() => expect(outage.hits).toBeGreaterThan(2));
    // It knows nothing, and so it removes nothing (N5).
    expect(catalog.titles(PLATFORM, 'Template')).toEqual(['DNSRecord v1.0.2']);
    outage.remove();
    await templates([]);
  });

  it('B17: does not take for left over what it is just sending', async () => {
    apply(dnsRecordXrd());
    await start();
    await templates(['DNSRecord v1.0.2']);
    let held = 0;
    // Several comparisons are due while the catalog takes its time to answer.
    catalog.afterMutation = async () => {
      held += 1;
      await new Promise(resolve => setTimeout(resolve, 1_000));
    };
    apply(dnsRecordXrd({ plural: 'zones' }));
    await eventually(() => expect(held).toBeGreaterThan(0));
    const { looks } = catalog;
    await eventually(() => expect(catalog.looks).toBeGreaterThan(looks + 2));
    expect(catalog.removals).toEqual([]);
    expect(catalog.entities(PLATFORM, 'Template')).toHaveLength(2);
  });

  it('B18: keeps the names of its buckets, which are keys in the database', async () => {
    await start();
    expect(
      ingestor?.providers.map(provider => provider.getProviderName()),
    ).toEqual([PLATFORM, PRODUCTION]);
  });

  it('B8: moves a template that clusters share without a moment of absence', async () => {
    apply(dnsRecordXrd());
    apply(dnsRecordXrd(), 'production');
    await start();
    await eventually(() => {
      const [template, ...more] = [PLATFORM, PRODUCTION].flatMap(provider =>
        catalog.entities(provider, 'Template'),
      );
      expect(more).toEqual([]);
      expect(template.metadata.tags).toEqual(
        expect.arrayContaining(['cluster-platform', 'cluster-production']),
      );
    });
    const ref = 'template:default/dnsrecords.network.openportal.dev';
    const removals = catalog.removals.length;
    remove(NAME);
    await templates(['DNSRecord v1.0.2'], PRODUCTION);
    await eventually(() =>
      expect(catalog.entities(PLATFORM, 'Template')).toEqual([]),
    );
    expect(catalog.removals.slice(removals)).not.toContain(ref);
    // A different version gets a template of its own.
    apply(dnsRecordXrd({ labels: { 'openportal.dev/version': 'v9.0.0' } }));
    await templates(['DNSRecord v9.0.0'], PLATFORM);
    await templates(['DNSRecord v1.0.2'], PRODUCTION);
  });

  it('B19: stores neither bookkeeping nor status, and one row for one change', async () => {
    apply({
      ...dnsRecordXrd({
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': 'x'.repeat(1000),
        },
      }),
    });
    apply(dnsRecordXrd({ plural: 'zones' }));
    await start();
    await templates(['DNSRecord v1.0.2', 'DNSRecord v1.0.2']);
    const rows = () =>
      knex('crossplane_objects')
        .where({ cluster: 'platform', part: 'definitions' })
        .orderBy('key')
        .select('key', 'hash', 'data');
    await eventually(async () => expect(await rows()).toHaveLength(2));
    const before = await rows();
    const stored = PackedObject.fromStored(before[0]).unpack();
    expect(Object.keys(stored)).toEqual([
      'apiVersion',
      'kind',
      'metadata',
      'spec',
    ]);
    expect(JSON.stringify(stored)).not.toMatch(/managedFields|last-applied/);

    apply(dnsRecordXrd({ labels: { 'openportal.dev/version': 'v1.1.0' } }));
    await eventually(async () => {
      const after = await rows();
      expect(after[0].hash).not.toBe(before[0].hash);
      expect(after[1]).toEqual(before[1]);
    });
  });

  it('B1: notices a connection that died without a word, and reconnects every watch on it', async () => {
    apply(dnsRecordXrd());
    await sandbox.idle();
    const { url } = sandbox.clusters.platform;
    const network = await startSilentProxy(url);
    try {
      ingestor = await startIngestor({
        knex,
        catalog,
        clusters: sandboxClusters(sandbox)
          .slice(0, 1)
          .map(cluster => ({ ...cluster, url: network.url })),
        // In production the pulse is 20 seconds and the limit 28.
        times: { watch: { inactivityMilliseconds: 3_000 } },
      });
      await templates(['DNSRecord v1.0.2']);
      await eventually(async () =>
        expect((await ingestor?.status())?.clusters[0].watches).toEqual({
          open: 4,
          total: 4,
        }),
      );
      // No FIN and no RST: whatever is open now says nothing any more.
      network.silence();
      apply(dnsRecordXrd({ labels: { 'openportal.dev/version': 'v1.1.0' } }));
      apply({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'team-alpha' },
      });
      apply(dnsRecord('www'));
      await templates(['DNSRecord v1.1.0']);
      await eventually(() =>
        expect(catalog.titles(PLATFORM, 'Resource')).toEqual(['www']),
      );
    } finally {
      await ingestor?.stop();
      await network.close();
    }
  });
});
