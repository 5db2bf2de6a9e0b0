import { TestDatabases } from '@backstage/backend-test-utils';
import { Sandbox, startSandbox } from '@openportal/sandbox';
import { eventually } from '../__testUtils__/eventually';
import { dnsRecord, dnsRecordXrd } from '../__testUtils__/objects';
import { RecordedCatalog } from '../__testUtils__/RecordedCatalog';
import { sandboxClusters, startIngestor } from '../__testUtils__/startIngestor';
import { CrossplaneIngestor } from './CrossplaneIngestor';

jest.setTimeout(120_000);

const PLATFORM = 'crossplane:default:platform';
const NAME = 'dnsrecords.network.openportal.dev';

describe('events of CrossplaneIngestor', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let sandbox: Sandbox;
  let ingestor: CrossplaneIngestor | undefined;

  beforeEach(async () => {
    sandbox = await startSandbox({ seed: 'minimal', tempo: 20 });
  });

  afterEach(async () => {
    await ingestor?.stop();
    await sandbox.close();
  });

  const apply = (object: object) =>
    sandbox.clusters.platform.objects.apply(
      JSON.parse(JSON.stringify(object)),
      { fieldManager: 'test' },
    );

  it('tells others which orders changed, once for many changes of a moment', async () => {
    const knex = await databases.init('SQLITE_3');
    const catalog = new RecordedCatalog();
    apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'team-alpha' },
    });
    apply(dnsRecordXrd());
    await sandbox.idle();
    apply(dnsRecord('www'));
    const published: unknown[] = [];
    ingestor = await startIngestor({
      knex,
      catalog,
      clusters: sandboxClusters(sandbox),
      events: {
        publish: async ({ topic, eventPayload }) => {
          published.push([topic, eventPayload]);
        },
        subscribe: async () => {},
      },
    });
    await eventually(() =>
      expect(catalog.titles(PLATFORM, 'Resource')).toEqual(['www']),
    );
    // What was there when it started did not change.
    published.length = 0;
    const { writes } = catalog;
    // The status is not part of the catalog, and still worth to know.
    apply({ ...dnsRecord('www'), spec: { name: 'w', type: 'A', value: 'x' } });
    await eventually(() => expect(published.length).toBeGreaterThan(0));
    expect(published[0]).toEqual([
      'crossplane.composite.changed',
      {
        cluster: 'platform',
        namespace: 'team-alpha',
        xrd: NAME,
        name: 'www',
      },
    ]);
    expect(catalog.writes).toBe(writes);
  });
});
