import { TestDatabases } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import {
  giantXrds,
  hostileXrds,
  longestPause,
} from '@openportal/plugin-crossplane-common/testing';
import { Sandbox, startSandbox } from '@openportal/sandbox';
import { eventually } from '../__testUtils__/eventually';
import { dnsRecordXrd } from '../__testUtils__/objects';
import { RecordedCatalog } from '../__testUtils__/RecordedCatalog';
import { sandboxClusters, startIngestor } from '../__testUtils__/startIngestor';
import { PackedObject } from '../source/PackedObject';
import { trimDefinition } from '../source/trimObject';
import { CrossplaneIngestor } from './CrossplaneIngestor';
import { convertUnit } from './UnitConverter';
import { UnitSource } from './UnitSource';

jest.setTimeout(300_000);

const PLATFORM = 'crossplane:default:platform';

function nested(depth: number): JsonObject {
  let schema: JsonObject = { type: 'string' };
  for (let level = 0; level < depth; level += 1) {
    schema = { type: 'object', properties: { deeper: schema } };
  }
  return schema;
}

/** A schema of so many properties, with text, and of the given depth. */
function giantSchema(properties: number, text: number, depth: number) {
  return {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          deep: nested(depth),
          ...Object.fromEntries(
            Array.from({ length: properties }, (_, index) => [
              `property${index}`,
              { type: 'string', description: 'x'.repeat(text) },
            ]),
          ),
        },
      },
    },
  };
}

describe('CrossplaneIngestor under load', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let sandbox: Sandbox;
  let ingestor: CrossplaneIngestor | undefined;

  beforeEach(async () => {
    sandbox = await startSandbox({ seed: 'minimal', tempo: 20 });
  });

  afterEach(async () => {
    await ingestor?.stop();
    ingestor = undefined;
    await sandbox.close();
  });

  const apply = (object: object) =>
    sandbox.clusters.platform.objects.apply(
      JSON.parse(JSON.stringify(object)),
      { fieldManager: 'test' },
    );

  it('B10: takes or reports an XRD of 1.4 MB, and takes the others', async () => {
    apply(dnsRecordXrd());
    apply(
      dnsRecordXrd({ plural: 'giants', schema: giantSchema(3_000, 400, 200) }),
    );
    const catalog = new RecordedCatalog();
    ingestor = await startIngestor({
      knex: await databases.init('SQLITE_3'),
      catalog,
      clusters: sandboxClusters(sandbox),
    });
    const giant = 'giants.network.openportal.dev';
    await eventually(async () => {
      const templates = catalog
        .entities(PLATFORM, 'Template')
        .map(({ metadata }) => metadata.name);
      expect(templates).toContain('dnsrecords.network.openportal.dev');
      const status = await ingestor?.status();
      const reported = status?.clusters[0].problems.some(
        ({ xrd }) => xrd === giant,
      );
      expect(templates.includes(giant) || reported).toBe(true);
    });
  });

  it('B10, B11: takes or reports every XRD that is costly to read, and answers meanwhile', async () => {
    const hostile = { ...giantXrds(), ...hostileXrds() };
    Object.values(hostile).forEach(apply);
    apply(dnsRecordXrd());
    await sandbox.idle();
    const catalog = new RecordedCatalog();
    const { milliseconds } = await longestPause(async () => {
      ingestor = await startIngestor({
        knex: await databases.init('SQLITE_3'),
        catalog,
        clusters: sandboxClusters(sandbox),
      });
      await eventually(async () => {
        const taken = catalog
          .entities(PLATFORM, 'Template')
          .map(({ metadata }) => metadata.name);
        expect(taken).toContain('dnsrecords.network.openportal.dev');
        const status = await ingestor?.status();
        const reported = status?.clusters[0].problems.map(({ xrd }) => xrd);
        const missing = Object.values(hostile)
          .map(({ metadata }) => String(Object(metadata).name))
          .filter(name => !taken.includes(name) && !reported?.includes(name));
        expect(missing).toEqual([]);
      });
    });
    // The lease of an ingestor that says nothing lasts 30 s.
    expect(milliseconds).toBeLessThan(5_000);
  });

  it('B10: reads nothing of an object that no cluster could hold', () => {
    const object = dnsRecordXrd({
      schema: giantSchema(3_000, 1_000, 1),
    });
    const packed = PackedObject.pack(object, trimDefinition);
    expect(packed.data.length).toBeLessThan(10_000);
    const source: UnitSource = {
      cluster: 'platform',
      definitionsListed: true,
      definition: () => packed,
      compositions: () => [],
      composites: () => [],
      composite: () => undefined,
      compositesFail: () => false,
      namespaceOwner: () => undefined,
    };
    const { unit, changed } = convertUnit(
      object.metadata.name,
      undefined,
      'all',
      {
        sources: [source],
        stale: new Set(),
        readable: new Map(),
        names: {},
        options: {
          annotationPrefix: 'terasky.backstage.io',
          defaultOwner: 'group:default/platform-team',
          ingestAll: true,
          allowForeignOwners: false,
        },
      },
    );
    expect(changed).toEqual([]);
    expect(unit.problems).toEqual([
      {
        cluster: 'platform',
        xrd: object.metadata.name,
        path: 'spec',
        reason: expect.stringMatching(/^has \d+ characters; at most 2097152/),
      },
    ]);
  });

  it('B10: sends many XRDs in small mutations, and a change of one as one', async () => {
    const count = 60;
    for (let index = 0; index < count; index += 1) {
      apply(
        dnsRecordXrd({
          plural: `things${index}`,
          schema: giantSchema(10, 2_000, 3),
        }),
      );
    }
    await sandbox.idle();
    const catalog = new RecordedCatalog();
    ingestor = await startIngestor({
      knex: await databases.init('SQLITE_3'),
      catalog,
      clusters: sandboxClusters(sandbox),
    });
    // The length alone: printing a hundred large entities takes longer than making them.
    await eventually(() =>
      expect(catalog.entities(PLATFORM, 'Template').length).toBe(count),
    );
    const lengths = catalog.mutations.map(
      mutation => JSON.stringify(mutation).length,
    );
    // The catalog hashes a mutation at one go.
    expect(Math.max(...lengths)).toBeLessThan(1024 * 1024);
    await eventually(async () =>
      expect((await ingestor?.status())?.clusters[0].watches).toEqual({
        open: count + 3,
        total: count + 3,
      }),
    );

    const { length } = catalog.mutations;
    apply(
      dnsRecordXrd({
        plural: 'things7',
        schema: giantSchema(10, 2_000, 3),
        labels: { 'openportal.dev/version': 'v2.0.0' },
      }),
    );
    await eventually(() =>
      expect(catalog.titles(PLATFORM, 'Template')).toContain(
        'DNSRecord v2.0.0',
      ),
    );
    const later = catalog.mutations.slice(length);
    expect(later).toHaveLength(1);
    expect(later[0].type === 'delta' && later[0].added.length).toBeLessThan(3);
  });
});
