import { TestDatabases } from '@backstage/backend-test-utils';
import { Sandbox, startSandbox } from '@openportal/sandbox';
import { Knex } from 'knex';
import { eventually } from '../__testUtils__/eventually';
import { dnsRecord, dnsRecordXrd } from '../__testUtils__/objects';
import { RecordedCatalog } from '../__testUtils__/RecordedCatalog';
import { sandboxClusters, startIngestor } from '../__testUtils__/startIngestor';
import { testDatabaseIds } from '../__testUtils__/testDatabaseIds';
import { PARTS } from '../source/ClusterSourceOptions';
import { CrossplaneIngestor } from './CrossplaneIngestor';

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
});
