import { TestDatabases } from '@backstage/backend-test-utils';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { Sandbox, startSandbox } from '@openportal/sandbox';
import { Knex } from 'knex';
import { eventually } from '../__testUtils__/eventually';
import { dnsRecord, dnsRecordXrd } from '../__testUtils__/objects';
import { RecordedCatalog } from '../__testUtils__/RecordedCatalog';
import { sandboxClusters, startIngestor } from '../__testUtils__/startIngestor';
import { testDatabaseIds } from '../__testUtils__/testDatabaseIds';
import { PARTS } from '../source/ClusterSourceOptions';
import { CrossplaneIngestor } from './CrossplaneIngestor';

/** A rule for entities that a later version of the portal brings along. */
const mockRule = jest.fn<string | undefined, [Entity]>();
jest.mock('../convert/entityProblem', () => {
  const { entityProblem } = jest.requireActual('../convert/entityProblem');
  return {
    entityProblem: (entity: Entity) =>
      mockRule(entity) ?? entityProblem(entity),
  };
});

/** Fails for what nobody foresaw. */
const mockConverting = jest.fn<void, [string]>();
jest.mock('./UnitConverter', () => {
  const { convertUnit } = jest.requireActual('./UnitConverter');
  return {
    convertUnit: (xrd: string, ...more: unknown[]) => {
      mockConverting(xrd);
      return convertUnit(xrd, ...more);
    },
  };
});

jest.setTimeout(120_000);

const PLATFORM = 'crossplane:default:platform';
const PRODUCTION = 'crossplane:default:production';
const NAME = 'dnsrecords.network.openportal.dev';
const WANTED = 'terasky.backstage.io/generate-form';
/** More than an XRD may have. */
const TOO_MANY_VERSIONS = Array.from({ length: 60 }, (_, index) => ({
  name: index === 0 ? 'v1alpha1' : `v${index}`,
  served: true,
  referenceable: index === 0,
  schema: { openAPIV3Schema: { type: 'object' } },
}));

describe('CrossplaneIngestor after a restart', () => {
  const databases = TestDatabases.create({ ids: testDatabaseIds() });
  let sandbox: Sandbox;
  let knex: Knex;
  let catalog: RecordedCatalog;
  let ingestor: CrossplaneIngestor | undefined;

  beforeEach(async () => {
    mockRule.mockReset();
    mockConverting.mockReset();
    sandbox = await startSandbox({ seed: 'minimal', tempo: 20 });
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
  const names = () =>
    [PLATFORM, PRODUCTION].flatMap(provider =>
      catalog
        .entities(provider, 'Template')
        .map(({ metadata }) => `${metadata.name} ${metadata.title}`),
    );
  const silence = (cluster: string) =>
    sandbox.faults.add({
      service: `kubernetes:${cluster}`,
      path: /.*/,
      action: { kind: 'status', status: 503 },
    });

  async function restart(): Promise<void> {
    await ingestor?.stop();
    ingestor = await startIngestor({
      knex,
      catalog,
      clusters: sandboxClusters(sandbox),
    });
  }

  it.each(databases.eachSupportedId())(
    'B8: every template keeps its name, whichever cluster answers first, %p',
    async id => {
      knex = await databases.init(id);
      const platform = (wanted: string) =>
        apply(
          dnsRecordXrd({
            labels: { [WANTED]: wanted, 'openportal.dev/version': 'v2.0.0' },
          }),
        );
      // The older object comes into the catalog later.
      platform('false');
      await sandbox.idle();
      apply(dnsRecordXrd(), 'production');
      await restart();
      await eventually(() =>
        expect(names()).toEqual([`${NAME} DNSRecord v1.0.2`]),
      );
      platform('true');
      await eventually(() => expect(names()).toHaveLength(2));
      const before = names();
      expect(before[1]).toBe(`${NAME} DNSRecord v1.0.2`);
      expect(before[0]).toMatch(
        /^dnsrecords-network-openportal-dev-[a-z0-9]{10} DNSRecord v2.0.0$/,
      );

      // Nothing is known of the cluster that has the plain name, and it does not answer.
      await ingestor?.stop();
      await knex('crossplane_objects').delete();
      const silent = silence('production');
      catalog.lose();
      await restart();
      await eventually(() => expect(names()).toEqual([before[0]]));
      silent.remove();
      await eventually(() => expect(names()).toEqual(before));

      // And the other way round.
      await ingestor?.stop();
      await knex('crossplane_objects').delete();
      silence('platform');
      catalog.lose();
      await restart();
      await eventually(() => expect(names()).toEqual([before[1]]));
      sandbox.faults.clear();
      await eventually(() => expect(names()).toEqual(before));
      expect(catalog.removals).toEqual([]);
    },
  );

  it.each(databases.eachSupportedId())(
    'B6: an XRD that turned bad is still there, marked and reported, %p',
    async id => {
      knex = await databases.init(id);
      apply({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'team-alpha' },
      });
      apply(dnsRecordXrd());
      await sandbox.idle();
      apply(dnsRecord('one'));
      await restart();
      const entities = () =>
        catalog
          .entities(PLATFORM)
          .map(
            ({ kind, metadata }) =>
              `${kind} ${metadata.title} ${
                metadata.annotations?.['openportal.dev/stale'] ?? 'false'
              }`,
          )
          .sort();
      const all = (stale: boolean) => [
        `API DNSRecord (network.openportal.dev/v1alpha1) ${stale}`,
        `Resource one ${stale}`,
        `Template DNSRecord v1.0.2 ${stale}`,
      ];
      const state = async () => (await ingestor?.status())?.clusters[0];
      await eventually(() => expect(entities()).toEqual(all(false)));
      apply(dnsRecordXrd({ spec: { versions: TOO_MANY_VERSIONS } }));
      await eventually(() => expect(entities()).toEqual(all(true)));

      // Also when the cluster does not answer, and with a catalog that has forgotten everything.
      for (const answers of [true, false, true]) {
        const silent = answers ? undefined : silence('platform');
        await ingestor?.stop();
        catalog.lose();
        await restart();
        await eventually(() => expect(entities()).toEqual(all(true)));
        await eventually(async () =>
          expect(await state()).toMatchObject({
            templates: 1,
            resources: 1,
            problems: [
              { xrd: NAME, reason: expect.stringContaining('versions') },
            ],
          }),
        );
        silent?.remove();
      }

      apply(dnsRecordXrd());
      await eventually(() => expect(entities()).toEqual(all(false)));
      expect((await state())?.problems).toEqual([]);
      await eventually(async () =>
        expect(
          await knex('crossplane_objects').where({ part: PARTS.readable }),
        ).toEqual([]),
      );
      expect(catalog.removals).toEqual([]);
    },
  );

  it.each([
    ['its memory', true],
    ['nothing but what the clusters say', false],
  ])(
    'B6: a stricter version of the portal, started with %s, removes nothing that it refuses',
    async (_, remembers) => {
      knex = await databases.init('SQLITE_3');
      apply({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'team-alpha' },
      });
      apply(dnsRecordXrd());
      // So many that a leftover or two are no reason to doubt the lists.
      for (let index = 0; index < 15; index += 1) {
        apply(dnsRecordXrd({ plural: `things${index}` }));
      }
      await sandbox.idle();
      apply(dnsRecord('one'));
      apply(dnsRecord('two'));
      await restart();
      const refs = () =>
        catalog.entities(PLATFORM).map(entity => stringifyEntityRef(entity));
      await eventually(() => expect(refs()).toHaveLength(34));
      await eventually(async () =>
        expect((await ingestor?.status())?.clusters[0].problems).toEqual([]),
      );
      const before = refs();

      await ingestor?.stop();
      if (!remembers) {
        await knex('crossplane_objects').delete();
      }
      sandbox.clusters.platform.objects.delete({
        apiVersion: 'apiextensions.crossplane.io/v2',
        kind: 'CompositeResourceDefinition',
        name: 'things7.network.openportal.dev',
      });
      const refused = ['things3', 'one'];
      mockRule.mockImplementation(({ kind, metadata }) =>
        refused.some(name => metadata.name.startsWith(name)) && kind !== 'API'
          ? 'the new rules refuse it'
          : undefined,
      );
      await restart();
      await eventually(async () =>
        expect(
          (
            await ingestor?.status()
          )?.clusters[0].problems.map(({ reason }) => reason),
        ).toEqual(['the new rules refuse it', 'the new rules refuse it']),
      );
      // What the cluster really has no more goes; nothing else does.
      const gone = [
        'api:default/things7.network.openportal.dev-v1alpha1',
        'template:default/things7.network.openportal.dev',
      ];
      await eventually(() =>
        expect([...catalog.removals].sort()).toEqual(gone),
      );
      const { looks } = catalog;
      await eventually(() => expect(catalog.looks).toBeGreaterThan(looks + 4));
      expect([...catalog.removals].sort()).toEqual(gone);
      expect(refs().sort()).toEqual(
        before.filter(ref => !gone.includes(ref)).sort(),
      );

      // A refused XRD that is deleted, or wants no template any more, is no error.
      apply(
        dnsRecordXrd({
          plural: 'things3',
          labels: { [WANTED]: 'false' },
        }),
      );
      await eventually(() =>
        expect(refs().filter(ref => ref.includes('things3'))).toEqual([]),
      );
    },
  );

  it('B6: an XRD that nobody foresaw keeps everything, also after a restart', async () => {
    knex = await databases.init('SQLITE_3');
    for (let index = 0; index < 12; index += 1) {
      apply(dnsRecordXrd({ plural: `things${index}` }));
    }
    await restart();
    await eventually(() => expect(names()).toHaveLength(12));
    await ingestor?.stop();
    mockConverting.mockImplementation(xrd => {
      if (xrd.startsWith('things3')) {
        throw new Error('a defect');
      }
    });
    await restart();
    await eventually(async () =>
      expect((await ingestor?.status())?.clusters[0].problems).toEqual([
        expect.objectContaining({ reason: 'a defect' }),
      ]),
    );
    const { looks } = catalog;
    await eventually(() => expect(catalog.looks).toBeGreaterThan(looks + 8));
    expect(catalog.removals).toEqual([]);
  });
});
