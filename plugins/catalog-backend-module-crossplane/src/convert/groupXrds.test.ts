import fc from 'fast-check';
import { defaultOptions, dnsRecordXrd } from '../__testUtils__/objects';
import { groupXrds } from './groupXrds';
import { readDefinition } from './readDefinition';
import { ClusterDefinitions, TemplateNames } from './types';

interface ClusterXrd {
  cluster: string;
  plural?: string;
  group?: string;
  version?: string;
  created?: string;
  stale?: boolean;
  description?: string;
  type?: string;
  compositions?: string[];
}

function cluster(...xrds: ClusterXrd[]): ClusterDefinitions {
  const [{ cluster: name, stale = false, compositions = [] }] = xrds;
  return {
    cluster: name,
    stale,
    definitions: xrds.map(xrd => {
      const definition = dnsRecordXrd({
        plural: xrd.plural,
        group: xrd.group,
        labels: { 'openportal.dev/version': xrd.version ?? '1.0.0' },
        schema: {
          type: 'object',
          description: xrd.description ?? 'A record',
          properties: {
            spec: {
              type: 'object',
              properties: { a: { type: xrd.type ?? 'string' } },
            },
          },
        },
      });
      definition.metadata.creationTimestamp = xrd.created;
      return readDefinition(definition, defaultOptions);
    }),
    compositions: compositions.map(composition => ({
      name: composition,
      compositeTypeRef: {
        apiVersion: 'network.openportal.dev/v1alpha1',
        kind: 'DNSRecord',
      },
    })),
  };
}

/** Clusters of each template by its name. */
function namesOf(clusters: ClusterDefinitions[], previous?: TemplateNames) {
  return Object.fromEntries(
    groupXrds(clusters, previous).groups.map(shared => [
      shared.templateName,
      shared.clusters,
    ]),
  );
}

const NAME = 'dnsrecords.network.openportal.dev';

describe('groupXrds', () => {
  it('B8: shares a template when version label and schema agree', () => {
    expect(
      namesOf([
        cluster({ cluster: 'b', version: 'v1.0.0', description: 'Other' }),
        cluster({ cluster: 'a', version: '1.0.0' }),
      ]),
    ).toEqual({ [NAME]: ['a', 'b'] });
  });

  it.each<[string, Partial<ClusterXrd>]>([
    ['version', { version: '2.0.0' }],
    ['schema', { type: 'integer' }],
  ])('B8: makes one template for each %s, naming its clusters', (_, change) => {
    const old = '2025-01-01T00:00:00Z';
    const names = namesOf([
      cluster({ cluster: 'a', created: '2026-01-01T00:00:00Z', ...change }),
      cluster({ cluster: 'b', created: old }),
      cluster({ cluster: 'c', created: old }),
    ]);
    const [other] = Object.keys(names).filter(name => name !== NAME);
    expect(names).toEqual({ [NAME]: ['b', 'c'], [other]: ['a'] });
    expect(other).toMatch(/^dnsrecords-network-openportal-dev-[a-z0-9]{10}$/);
  });

  it('B8: removal in one cluster keeps the template', () => {
    const all = [
      cluster({ cluster: 'a' }),
      cluster({ cluster: 'b' }),
      cluster({ cluster: 'c', version: '2.0.0' }),
    ];
    const { names } = groupXrds(all);
    const before = namesOf(all);
    const [other] = Object.keys(before).filter(name => name !== NAME);
    expect(namesOf(all.slice(1), names)).toEqual({
      [NAME]: ['b'],
      [other]: ['c'],
    });
    // Also when the cluster goes that gave a form its name.
    expect(namesOf([all[2]], names)).toEqual({ [other]: ['c'] });
  });

  it('keeps the name of what was there when another form appears', () => {
    const present = cluster({ cluster: 'm', created: '2026-01-01T00:00:00Z' });
    const later = (name: string) =>
      cluster({
        cluster: name,
        version: '2.0.0',
        created: '2026-02-01T00:00:00Z',
      });
    for (const name of ['a', 'z']) {
      expect(namesOf([later(name), present])[NAME]).toEqual(['m']);
    }
    // A cluster that is added later may well have the older object.
    const older = cluster({
      cluster: 'a',
      version: '2.0.0',
      created: '2020-01-01T00:00:00Z',
    });
    const { names } = groupXrds([present]);
    expect(namesOf([older, present], names)[NAME]).toEqual(['m']);
  });

  it('B7: gives every XRD a name of its own, whatever else there is', () => {
    const group = `${'g'.repeat(60)}.example.org`;
    const plurals = ['things', 'thingsx', 'thingsy'];
    const alone = plurals.map(plural =>
      Object.keys(namesOf([cluster({ cluster: 'a', plural, group })])),
    );
    const together = Object.keys(
      namesOf([
        cluster(...plurals.map(plural => ({ cluster: 'a', plural, group }))),
      ]),
    );
    expect(new Set(together)).toEqual(new Set(alone.flat()));
    expect(new Set(together).size).toBe(3);
    expect(together.every(name => name.length <= 63)).toBe(true);
  });

  it('is stale only when no cluster can be read', () => {
    const stale = (...marks: boolean[]) =>
      groupXrds(
        marks.map((mark, index) =>
          cluster({ cluster: `c${index}`, stale: mark }),
        ),
      ).groups[0].stale;
    expect(stale(true, false)).toBe(false);
    expect(stale(true, true)).toBe(true);
  });

  it('has a key that changes with compositions, staleness and documentation', () => {
    const key = (change: Partial<ClusterXrd>) =>
      groupXrds([cluster({ cluster: 'a', ...change })]).groups[0].key;
    const keys = [
      key({}),
      key({ stale: true }),
      key({ compositions: ['x'] }),
      key({ description: 'Other' }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(key({})).toBe(keys[0]);
  });

  it('does not depend on the order of clusters and XRDs', () => {
    const someXrd = fc.record({
      plural: fc.constantFrom('things', 'others', 'more'),
      version: fc.constantFrom('1.0.0', '2.0.0'),
      type: fc.constantFrom('string', 'integer'),
      created: fc.constantFrom('2025-01-01T00:00:00Z', '2026-01-01T00:00:00Z'),
    });
    const someClusters = fc
      .uniqueArray(
        fc.tuple(
          fc.constantFrom('a', 'b', 'c', 'd'),
          fc.uniqueArray(someXrd, {
            minLength: 1,
            maxLength: 3,
            selector: ({ plural }) => plural,
          }),
        ),
        { selector: ([name]) => name, maxLength: 4 },
      )
      .map(list => list.map(([name, xrds]) => ({ name, xrds })));
    fc.assert(
      fc.property(someClusters, fc.integer(), (clusters, turn) => {
        const make = (list: typeof clusters) =>
          list.map(({ name, xrds }) =>
            cluster(...xrds.map(xrd => ({ cluster: name, ...xrd }))),
          );
        const shuffled = rotate(
          clusters.map(({ name, xrds }) => ({
            name,
            xrds: rotate(xrds, turn),
          })),
          turn,
        ).reverse();
        expect(groupXrds(make(shuffled))).toEqual(groupXrds(make(clusters)));
        const names = groupXrds(make(clusters)).groups.map(
          ({ templateName }) => templateName,
        );
        expect(new Set(names).size).toBe(names.length);
      }),
      { numRuns: 100 },
    );
  });
});

function rotate<T>(list: T[], turn: number): T[] {
  const by = list.length ? Math.abs(turn % list.length) : 0;
  return [...list.slice(by), ...list.slice(0, by)];
}
