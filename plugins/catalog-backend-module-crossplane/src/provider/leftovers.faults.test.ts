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

describe('CrossplaneIngestor without a memory', () => {
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

  async function start(): Promise<void> {
    ingestor = await startIngestor({
      knex,
      catalog,
      clusters: sandboxClusters(sandbox),
    });
  }

  it('B5: does not believe a short first list', async () => {
    const apply = (object: object) =>
      sandbox.clusters.platform.objects.apply(
        JSON.parse(JSON.stringify(object)),
        { fieldManager: 'test' },
      );
    for (let index = 0; index < 5; index += 1) {
      apply(dnsRecordXrd({ plural: `things${index}` }));
    }
    await sandbox.idle();
    await start();
    const templates = () => catalog.entities(PLATFORM, 'Template');
    await eventually(() => expect(templates()).toHaveLength(5));
    await ingestor?.stop();
    await knex('crossplane_objects').delete();
    // The watch after the short list must not bring the others back.
    const { resourceVersion = '' } = apply(
      dnsRecordXrd({ plural: 'things0', annotations: { touched: 'true' } }),
    ).metadata;
    const short = sandbox.faults.add({
      service: 'kubernetes:platform',
      path: /compositeresourcedefinitions\?limit/,
      times: 1,
      action: {
        kind: 'status',
        status: 200,
        body: {
          kind: 'CompositeResourceDefinitionList',
          metadata: { resourceVersion },
          items: [],
        },
      },
    });

    await start();
    await eventually(() => expect(short.hits).toBe(1));
    await eventually(async () =>
      expect((await ingestor?.status())?.clusters[0].templates).toBe(5),
    );
    const { looks } = catalog;
    await eventually(() => expect(catalog.looks).toBeGreaterThan(looks + 4));
    expect(catalog.removals).toEqual([]);
    expect(templates()).toHaveLength(5);
  });
});
