import { TestDatabases } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { Sandbox, startSandbox } from '@openportal/sandbox';
import { eventually } from '../__testUtils__/eventually';
import { dnsRecordXrd } from '../__testUtils__/objects';
import { RecordedCatalog } from '../__testUtils__/RecordedCatalog';
import { sandboxClusters, startIngestor } from '../__testUtils__/startIngestor';
import { CrossplaneIngestor } from './CrossplaneIngestor';

jest.setTimeout(120_000);

const PLATFORM = 'crossplane:default:platform';
const COUNT = 220;
/** So that not all of them fit into one mutation. */
const large = (field: string) => ({
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: Object.fromEntries(
        Array.from({ length: 10 }, (_, index) => [
          `${field}${index}`,
          { type: 'string', description: 'x'.repeat(1_500) },
        ]),
      ),
    },
  },
});

describe('CrossplaneIngestor with a pile of XRDs', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let sandbox: Sandbox;
  let catalog: RecordedCatalog;
  let ingestor: CrossplaneIngestor | undefined;

  const plural = (index: number) => `things${index}`;
  const apply = (object: object) =>
    sandbox.clusters.platform.objects.apply(
      JSON.parse(JSON.stringify(object)),
      { fieldManager: 'test' },
    );

  beforeEach(async () => {
    sandbox = await startSandbox({ seed: 'minimal', tempo: 20 });
    catalog = new RecordedCatalog();
    for (let index = 0; index < COUNT; index += 1) {
      apply(dnsRecordXrd({ plural: plural(index), schema: large('field') }));
    }
    await sandbox.idle();
  });

  afterEach(async () => {
    await ingestor?.stop();
    ingestor = undefined;
    await sandbox.close();
  });

  const start = async (hasBacklog?: () => boolean) => {
    ingestor = await startIngestor({
      knex: await databases.init('SQLITE_3'),
      catalog,
      clusters: sandboxClusters(sandbox),
      hasBacklog,
    });
  };
  const count = (kind: string) => catalog.entities(PLATFORM, kind).length;
  const isApiOf = (entity: Entity, index: number) =>
    entity.kind === 'API' &&
    entity.metadata.name.startsWith(`${plural(index)}.`);

  it('sends the templates first, and then the APIs', async () => {
    let templates = 0;
    catalog.afterMutation = async () => {
      if (count('API') === 0) {
        templates = count('Template');
      }
    };
    await start();
    await eventually(() => expect(count('API')).toBe(COUNT));
    expect(count('Template')).toBe(COUNT);
    // The last hundred come with their APIs: nobody notices an order among so few.
    expect(templates).toBeGreaterThan(COUNT / 3);
    expect(templates).toBeLessThan(COUNT);
  });

  it('leaves the APIs until the catalog has worked on the templates', async () => {
    let backlog = true;
    await start(() => backlog);
    await eventually(() => expect(count('Template')).toBe(COUNT));
    expect(count('API')).toBeLessThan(COUNT);
    backlog = false;
    await eventually(() => expect(count('API')).toBe(COUNT));
  });

  it('takes changes and removals of what still waits', async () => {
    let changed = false;
    catalog.beforeMutation = async () => {
      if (!changed && count('Template') > 0 && count('API') === 0) {
        changed = true;
        apply(
          dnsRecordXrd({
            plural: plural(0),
            schema: large('newer'),
          }),
        );
        sandbox.clusters.platform.objects.delete({
          apiVersion: 'apiextensions.crossplane.io/v2',
          kind: 'CompositeResourceDefinition',
          name: `${plural(1)}.network.openportal.dev`,
        });
      }
    };
    await start();
    await eventually(() => {
      expect(count('API')).toBe(COUNT - 1);
      expect(count('Template')).toBe(COUNT - 1);
    });
    expect(changed).toBe(true);
    await eventually(() => {
      const newer = catalog
        .entities(PLATFORM, 'API')
        .filter(entity => JSON.stringify(entity).includes('newer9'));
      expect(newer.map(({ metadata }) => metadata.name)).toEqual([
        `${plural(0)}.network.openportal.dev-v1alpha1`,
      ]);
    });
  });

  it('B6: finds the one among them that the catalog refuses', async () => {
    catalog.refuses = entity => isApiOf(entity, 0);
    await start();
    await eventually(() => expect(count('API')).toBe(COUNT - 1));
    await eventually(async () => {
      const status = await ingestor?.status();
      expect(status?.clusters[0].problems.map(({ xrd }) => xrd)).toEqual([
        `${plural(0)}.network.openportal.dev`,
      ]);
    });
    expect(count('Template')).toBe(COUNT);
  });
});
