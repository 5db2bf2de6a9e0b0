import { JsonObject } from '@backstage/types';
import { checkEntity } from '../__testUtils__/catalogRules';
import {
  defaultOptions,
  dnsRecordXrd,
  snapshot,
} from '../__testUtils__/objects';
import { convertClusters } from './convertClusters';

async function apisOf(change: Parameters<typeof dnsRecordXrd>[0] = {}) {
  const { entities } = convertClusters(
    [snapshot([dnsRecordXrd(change)])],
    defaultOptions,
  );
  const apis = (entities.get('platform') ?? []).filter(
    ({ kind }) => kind === 'API',
  );
  await Promise.all(apis.map(checkEntity));
  return apis;
}

function version(name: string, change: JsonObject = {}): JsonObject {
  return { name, served: true, referenceable: false, ...change };
}

describe('xrdToApis', () => {
  it('makes one API for each served version, deprecated ones marked', async () => {
    const apis = await apisOf({
      annotations: {
        'backstage.io/owner': 'team-network',
        'terasky.backstage.io/system': 'dns',
      },
      spec: {
        versions: [
          version('v1', { referenceable: true }),
          version('v1beta1', { deprecated: true }),
          version('v1alpha1', { served: false }),
        ],
      },
    });
    expect(
      apis.map(({ metadata, spec }) => [metadata.name, spec?.lifecycle]),
    ).toEqual([
      ['dnsrecords.network.openportal.dev-v1', 'production'],
      ['dnsrecords.network.openportal.dev-v1beta1', 'deprecated'],
    ]);
    expect(apis[0].spec).toMatchObject({
      type: 'openapi',
      owner: 'group:default/team-network',
      system: 'system:default/dns',
    });
  });

  it('describes list, create, read and delete of the resource', async () => {
    const [api] = await apisOf();
    const document = JSON.parse(String(api.spec?.definition));
    const path =
      '/apis/network.openportal.dev/v1alpha1/namespaces/{namespace}/dnsrecords';
    expect(document.openapi).toBe('3.0.3');
    expect(document.info).toEqual({
      title: 'DNSRecord (network.openportal.dev)',
      version: 'v1alpha1',
      description: 'A DNS record',
    });
    expect(Object.keys(document.paths)).toEqual([path, `${path}/{name}`]);
    expect(Object.keys(document.paths[path])).toEqual([
      'parameters',
      'get',
      'post',
    ]);
    expect(Object.keys(document.paths[`${path}/{name}`])).toEqual([
      'parameters',
      'get',
      'delete',
    ]);
    const { DNSRecord } = document.components.schemas;
    expect(DNSRecord.required).toEqual(['apiVersion', 'kind', 'metadata']);
    expect(DNSRecord.properties.apiVersion.enum).toEqual([
      'network.openportal.dev/v1alpha1',
    ]);
    expect(DNSRecord.properties.spec.properties.ttl).toEqual({
      type: 'integer',
      default: 300,
    });
    for (const [, reference] of String(api.spec?.definition).matchAll(
      /"\$ref": "#\/components\/schemas\/(\w+)"/g,
    )) {
      expect(document.components.schemas).toHaveProperty(reference);
    }
  });

  it('has no namespace for resources of the cluster', async () => {
    const [api] = await apisOf({ spec: { scope: 'Cluster' } });
    expect(String(api.spec?.definition)).not.toContain('namespace');
  });

  it('leaves out a schema that is too large, descriptions first', async () => {
    const fields = (count: number, description: string) => ({
      type: 'object',
      properties: {
        spec: {
          type: 'object',
          properties: Object.fromEntries(
            Array.from({ length: count }, (_, index) => [
              `description${index}`,
              { type: 'string', description },
            ]),
          ),
        },
      },
    });
    const specOf = async (schema: JsonObject) => {
      const [api] = await apisOf({ schema });
      return JSON.parse(String(api.spec?.definition)).components.schemas
        .DNSRecord.properties.spec;
    };
    const described = await specOf(fields(1000, 'x'.repeat(1100)));
    expect(Object.keys(described.properties)).toHaveLength(1000);
    expect(described.properties.description0).toEqual({ type: 'string' });
    expect(await specOf(fields(14_000, ''))).toEqual({
      type: 'object',
      additionalProperties: true,
    });
  });
});
