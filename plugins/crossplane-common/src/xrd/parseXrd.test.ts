import { JsonObject } from '@backstage/types';
import { dnsRecordXrd } from '../fixtures/xrds';
import { parseXrd } from './parseXrd';

function withSpec(change: JsonObject): JsonObject {
  const xrd = dnsRecordXrd();
  return { ...xrd, spec: { ...(xrd.spec as JsonObject), ...change } };
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
  ])('reports %s (B6)', (_, object, path) => {
    const { xrd, problems } = parseXrd(object);
    expect(xrd).toBeUndefined();
    expect(problems?.map(problem => problem.path)).toContain(path);
  });
});
