import { JsonObject } from '@backstage/types';
import { dnsRecordXrd } from '../fixtures/xrds';
import { parseXrd } from './parseXrd';

function withSpec(change: JsonObject): JsonObject {
  const xrd = dnsRecordXrd();
  return { ...xrd, spec: { ...(xrd.spec as JsonObject), ...change } };
}

function nested(depth: number): JsonObject {
  let object: JsonObject = {};
  for (let level = 0; level < depth; level++) {
    object = { a: object };
  }
  return object;
}

function circle(): JsonObject {
  const object: JsonObject = {};
  object.self = object;
  return object;
}

describe('parseXrd', () => {
  it('reads XRDs of both API versions, with and without claims', () => {
    expect(parseXrd(dnsRecordXrd()).xrd).toMatchObject({
      name: 'dnsrecords.network.openportal.dev',
      group: 'network.openportal.dev',
      kind: 'DNSRecord',
      scope: 'Namespaced',
      orderable: { kind: 'DNSRecord', plural: 'dnsrecords', namespaced: true },
      current: { name: 'v1alpha1', deprecated: false },
      labels: { 'openportal.dev/version': 'v1.0.2' },
      generation: 3,
    });
    const legacy = {
      ...withSpec({
        scope: undefined,
        claimNames: { kind: 'Record', plural: 'records' },
      }),
      apiVersion: 'apiextensions.crossplane.io/v1',
    };
    expect(parseXrd(legacy).xrd).toMatchObject({
      scope: 'LegacyCluster',
      orderable: { kind: 'Record', plural: 'records', namespaced: true },
    });
    expect(parseXrd(withSpec({ scope: 'Cluster' })).xrd).toMatchObject({
      orderable: { namespaced: false },
    });
  });

  it('uses the served and referenceable version', () => {
    const version = { served: true, referenceable: false };
    const { xrd } = parseXrd(
      withSpec({
        versions: [
          { ...version, name: 'v1', deprecated: true },
          { ...version, name: 'v2', referenceable: true },
          { name: 'v3', served: false, referenceable: false },
        ],
      }),
    );
    expect(xrd?.current.name).toBe('v2');
    expect(xrd?.versions.map(({ name }) => name)).toEqual(['v1', 'v2']);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'kind'],
    ['no spec', { ...dnsRecordXrd(), spec: undefined }, 'spec.group'],
    ['a bad group', withSpec({ group: '../../x' }), 'spec.group'],
    ['no names', withSpec({ names: null }), 'spec.names.kind'],
    ['no versions', withSpec({ versions: [] }), 'spec.versions'],
    [
      'nothing served',
      withSpec({ versions: [{ name: 'v1', served: false }] }),
      'spec.versions',
    ],
    [
      'a version twice',
      withSpec({
        versions: [
          { name: 'v1', served: true, referenceable: true },
          { name: 'v1', served: true, referenceable: true },
        ],
      }),
      'spec.versions[1].name',
    ],
    [
      'properties that are no object',
      withSpec({
        versions: [
          {
            name: 'v1',
            served: true,
            referenceable: true,
            schema: { openAPIV3Schema: { properties: [] } },
          },
        ],
      }),
      'spec.versions[0].schema.openAPIV3Schema.properties',
    ],
    [
      'a name of somebody else',
      { ...dnsRecordXrd(), metadata: { name: 'x.example.org' } },
      'metadata.name',
    ],
    ['an unknown scope', withSpec({ scope: '${{ secrets.X }}' }), 'spec.scope'],
    [
      'two referenceable versions',
      withSpec({
        versions: ['v1', 'v2', 'v3'].map(name => ({
          name,
          served: true,
          referenceable: true,
        })),
      }),
      'spec.versions',
    ],
    [
      'a version without served',
      withSpec({ versions: [{ name: 'v1', referenceable: true }] }),
      'spec.versions',
    ],
    [
      'a schema that is a list',
      withSpec({
        versions: [
          { name: 'v1', served: true, referenceable: true, schema: [] },
        ],
      }),
      'spec.versions[0].schema',
    ],
    [
      'absurdly many versions',
      withSpec({ versions: Array(51).fill({ name: 'v1' }) }),
      'spec.versions',
    ],
    [
      'a claim of a namespaced resource',
      withSpec({ claimNames: { kind: 'Record', plural: 'records' } }),
      'spec.claimNames',
    ],
    [
      'a claim without a plural',
      withSpec({ scope: 'LegacyCluster', claimNames: { kind: 'Record' } }),
      'spec.claimNames.plural',
    ],
    [
      'a composition by a path',
      withSpec({ defaultCompositionRef: { name: '../x' } }),
      'spec.defaultCompositionRef.name',
    ],
    [
      'an enforced composition without a name',
      withSpec({ enforcedCompositionRef: 'x' }),
      'spec.enforcedCompositionRef.name',
    ],
    [
      'an unknown update policy',
      withSpec({ defaultCompositionUpdatePolicy: 'Sometimes' }),
      'spec.defaultCompositionUpdatePolicy',
    ],
    ['more than Kubernetes stores', withSpec({ x: 'y'.repeat(1.6e6) }), 'spec'],
    ['endless nesting', withSpec({ x: nested(5000) }), 'spec'],
    ['a circle', withSpec({ x: circle() }), 'spec'],
  ])('B6: reports %s', (_, object, path) => {
    const { xrd, problems } = parseXrd(object);
    expect(xrd).toBeUndefined();
    expect(problems?.map(problem => problem.path)).toContain(path);
  });

  it('B6: reads a schema of almost everything that Kubernetes stores, 200 levels deep', () => {
    const schema = { type: 'object', properties: { deep: nested(200) } };
    const { xrd } = parseXrd(
      withSpec({
        versions: [
          {
            name: 'v1',
            served: true,
            referenceable: true,
            schema: {
              openAPIV3Schema: { ...schema, description: 'x'.repeat(1.4e6) },
            },
          },
        ],
      }),
    );
    expect(xrd?.current.schema?.properties).toEqual(schema.properties);
  });

  it('reads compositions, update policy and deprecation', () => {
    const { xrd } = parseXrd(
      withSpec({
        defaultCompositionRef: { name: 'dns-route53' },
        enforcedCompositionRef: { name: 'dns-azure' },
        defaultCompositionUpdatePolicy: 'Manual',
        versions: [
          { name: 'v2', served: true, referenceable: true },
          {
            name: 'v1',
            served: true,
            deprecated: true,
            deprecationWarning: 'Use ${{ v2 }}',
          },
        ],
      }),
    );
    expect(xrd).toMatchObject({
      compositionRefs: { default: 'dns-route53', enforced: 'dns-azure' },
      defaultCompositionUpdatePolicy: 'Manual',
    });
    expect(xrd?.versions[1]).toEqual({
      name: 'v1',
      referenceable: false,
      deprecated: true,
      deprecationWarning: 'Use ${ { v2 }}',
      schema: undefined,
    });
  });
});
