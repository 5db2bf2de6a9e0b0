import { TestDatabases } from '@backstage/backend-test-utils';
import { Sandbox, startSandbox } from '@openportal/sandbox';
import { Knex } from 'knex';
import { eventually } from '../__testUtils__/eventually';
import { dnsRecord, dnsRecordXrd } from '../__testUtils__/objects';
import { RecordedCatalog } from '../__testUtils__/RecordedCatalog';
import { sandboxClusters, startIngestor } from '../__testUtils__/startIngestor';
import { CrossplaneIngestor } from './CrossplaneIngestor';

jest.setTimeout(120_000);

const PLATFORM = 'crossplane:default:platform';
const NAME = 'dnsrecords.network.openportal.dev';
const STALE = 'openportal.dev/stale';
/** More than an XRD may have. */
const TOO_MANY_VERSIONS = Array.from({ length: 60 }, (_, index) => ({
  name: index === 0 ? 'v1alpha1' : `v${index}`,
  served: true,
  referenceable: index === 0,
  schema: { openAPIV3Schema: { type: 'object' } },
}));

describe('CrossplaneIngestor and XRDs that turn bad', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let sandbox: Sandbox;
  let knex: Knex;
  let catalog: RecordedCatalog;
  let ingestor: CrossplaneIngestor | undefined;

  const apply = (object: object) =>
    sandbox.clusters.platform.objects.apply(
      JSON.parse(JSON.stringify(object)),
      { fieldManager: 'test' },
    );

  beforeEach(async () => {
    sandbox = await startSandbox({ seed: 'minimal', tempo: 20 });
    knex = await databases.init('SQLITE_3');
    catalog = new RecordedCatalog();
    apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'team-alpha' },
    });
    apply(dnsRecordXrd());
    await sandbox.idle();
    apply(dnsRecord('one'));
    apply(dnsRecord('two'));
  });

  afterEach(async () => {
    await ingestor?.stop();
    ingestor = undefined;
    await sandbox.close();
  });

  const entities = () =>
    catalog.entities(PLATFORM).map(({ kind, metadata }) => ({
      name: `${kind} ${metadata.title ?? metadata.name}`,
      stale: metadata.annotations?.[STALE] === 'true',
    }));
  const names = () =>
    entities()
      .map(({ name }) => name)
      .sort();
  const problems = async () =>
    (await ingestor?.status())?.clusters[0].problems.map(({ xrd }) => xrd);

  async function start(): Promise<void> {
    ingestor = await startIngestor({
      knex,
      catalog,
      clusters: sandboxClusters(sandbox),
    });
  }

  it('B6: keeps everything of an XRD that turns bad, says so, and follows its instances', async () => {
    await start();
    await eventually(() => expect(names()).toHaveLength(4));
    const before = names();

    apply(dnsRecordXrd({ spec: { versions: TOO_MANY_VERSIONS } }));
    await eventually(async () => expect(await problems()).toEqual([NAME]));
    await eventually(() =>
      expect(entities().map(({ stale }) => stale)).toEqual([
        true,
        true,
        true,
        true,
      ]),
    );
    expect(names()).toEqual(before);
    expect(catalog.removals).toEqual([]);
    apply(dnsRecord('three'));
    await eventually(() => expect(names()).toContain('Resource three'));
    expect((await ingestor?.status())?.clusters[0]).toMatchObject({
      templates: 1,
      resources: 3,
    });

    apply(dnsRecordXrd());
    await eventually(async () => expect(await problems()).toEqual([]));
    await eventually(() =>
      expect(entities().filter(({ stale }) => stale)).toEqual([]),
    );
    expect(names()).toHaveLength(5);
    expect(catalog.removals).toEqual([]);
  });

  it('B6: takes a bad XRD away that no longer wants a template', async () => {
    await start();
    await eventually(() => expect(names()).toHaveLength(4));
    apply(
      dnsRecordXrd({
        labels: { 'terasky.backstage.io/generate-form': 'false' },
        spec: { versions: TOO_MANY_VERSIONS },
      }),
    );
    await eventually(() => expect(names()).toEqual([]));
  });

  it('B6: one XRD that the catalog refuses does not hold up the others', async () => {
    for (let index = 0; index < 6; index += 1) {
      apply(dnsRecordXrd({ plural: `things${index}` }));
    }
    const poison = 'things3.network.openportal.dev';
    catalog.refuses = ({ metadata }) => metadata.name === poison;
    await start();
    const templates = () =>
      catalog.entities(PLATFORM, 'Template').map(({ metadata }) => metadata);
    await eventually(() => expect(templates()).toHaveLength(6));
    expect(templates().map(({ name }) => name)).not.toContain(poison);
    await eventually(async () => expect(await problems()).toEqual([poison]));
    // Once it waits, the instances of the others follow.
    await eventually(() => expect(names()).toContain('Resource one'));

    catalog.refuses = undefined;
    apply(
      dnsRecordXrd({
        plural: 'things3',
        labels: { 'openportal.dev/version': 'v2.0.0' },
      }),
    );
    await eventually(() => expect(templates()).toHaveLength(7));
    expect(await problems()).toEqual([]);
  });

  it('says what a form cannot show or check', async () => {
    const properties = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `field${index}`,
        // Of Go, and of no browser.
        { type: 'string', pattern: `^\\p{Bad${index}}\\z(?P<x>a)$` },
      ]),
    );
    apply(
      dnsRecordXrd({
        plural: 'zones',
        schema: {
          type: 'object',
          properties: { spec: { type: 'object', properties } },
        },
      }),
    );
    await start();
    await eventually(async () => {
      const cluster = (await ingestor?.status())?.clusters[0];
      expect(cluster?.notes?.map(({ xrd }) => xrd)).toEqual([
        'zones.network.openportal.dev',
      ]);
      expect(cluster?.notes?.[0].notes).toHaveLength(20);
      expect(cluster?.notes?.[0].notes[0]).toContain('field0');
      expect(cluster?.problems).toEqual([]);
    });
  });

  it('B6: a process that knows only the bad state leaves what the catalog has', async () => {
    await start();
    await eventually(() => expect(names()).toHaveLength(4));
    await ingestor?.stop();
    apply(dnsRecordXrd({ spec: { versions: TOO_MANY_VERSIONS } }));
    await knex('crossplane_objects').delete();

    await start();
    await eventually(async () => expect(await problems()).toEqual([NAME]));
    const { looks } = catalog;
    await eventually(() => expect(catalog.looks).toBeGreaterThan(looks + 4));
    expect(catalog.removals).toEqual([]);
    expect(names()).toHaveLength(4);
  });
});
