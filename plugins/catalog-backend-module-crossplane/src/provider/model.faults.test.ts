import { TestDatabases } from '@backstage/backend-test-utils';
import { Sandbox, startSandbox } from '@openportal/sandbox';
import { eventually } from '../__testUtils__/eventually';
import { dnsRecord, dnsRecordXrd } from '../__testUtils__/objects';
import { RecordedCatalog } from '../__testUtils__/RecordedCatalog';
import { sandboxClusters, startIngestor } from '../__testUtils__/startIngestor';
import { CrossplaneIngestor } from './CrossplaneIngestor';

jest.setTimeout(300_000);

const PLATFORM = 'crossplane:default:platform';
const CHANGES = 10_000;
const KINDS = ['dnsrecords', 'zones', 'hosts', 'mails'];
const NAMES = 60;

/** Numbers that look random and are the same every time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

describe('CrossplaneIngestor under many changes', () => {
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

  it('B1: equals a model after 10,000 random changes on connections that drop', async () => {
    const { platform } = sandbox.clusters;
    const apply = (object: object) =>
      platform.objects.apply(JSON.parse(JSON.stringify(object)), {
        fieldManager: 'test',
      });
    apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'team-alpha' },
    });
    const kindOf = (plural: string) =>
      `${plural[0].toUpperCase()}${plural.slice(1, -1)}`;
    for (const plural of KINDS) {
      apply(
        dnsRecordXrd({
          plural,
          spec: { names: { kind: kindOf(plural), plural } },
        }),
      );
    }
    await sandbox.idle();
    const catalog = new RecordedCatalog();
    ingestor = await startIngestor({
      knex: await databases.init('SQLITE_3'),
      catalog,
      clusters: sandboxClusters(sandbox),
      times: { staleAfterMilliseconds: 60_000 },
    });
    await eventually(() =>
      expect(catalog.entities(PLATFORM, 'Template')).toHaveLength(KINDS.length),
    );

    const random = numbers(7);
    const model = new Map<string, string>();
    const versions = new Map(KINDS.map(plural => [plural, 'v1.0.2']));
    for (let change = 0; change < CHANGES; change += 1) {
      const plural = KINDS[random(KINDS.length)];
      const kind = kindOf(plural);
      const name = `thing-${random(NAMES)}`;
      const key = `${plural}/${name}`;
      if (random(200) === 0) {
        const version = `v2.${change}.0`;
        versions.set(plural, version);
        apply(
          dnsRecordXrd({
            plural,
            labels: { 'openportal.dev/version': version },
            spec: { names: { kind, plural } },
          }),
        );
      } else if (random(3) === 0 && model.delete(key)) {
        platform.objects.delete({
          apiVersion: 'network.openportal.dev/v1alpha1',
          kind,
          namespace: 'team-alpha',
          name,
        });
      } else {
        const title = `${key} ${change}`;
        model.set(key, title);
        apply({
          ...dnsRecord(name, { 'terasky.backstage.io/title': title }),
          kind,
        });
      }
      if (change % 150 === 0) {
        platform.dropWatches();
      }
      if (change % 400 === 0) {
        platform.compact();
      }
      if (change % 20 === 0) {
        // The rest of the world runs, too.
        await new Promise(resolve => setImmediate(resolve));
      }
    }

    await eventually(() => {
      expect(catalog.titles(PLATFORM, 'Resource')).toEqual(
        [...model.values()].sort(),
      );
      expect(catalog.titles(PLATFORM, 'Template')).toEqual(
        [...versions].map(([plural, v]) => `${kindOf(plural)} ${v}`).sort(),
      );
    });
    const status = await ingestor.status();
    expect(status.clusters[0].resources).toBe(model.size);
  });
});
