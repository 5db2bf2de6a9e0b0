import { Entity } from '@backstage/catalog-model';
import { JsonObject, JsonValue } from '@backstage/types';
import { KubernetesObject } from '@openportal/kubernetes-node';
import { checkEntity } from '../__testUtils__/catalogRules';
import {
  defaultOptions,
  dnsRecordXrd,
  snapshot,
} from '../__testUtils__/objects';
import { convertClusters } from './convertClusters';
import { ClusterSnapshot, ConvertOptions } from './types';

interface Page {
  title: string;
  required?: string[];
  properties: Record<string, JsonObject>;
  dependencies?: Record<string, { oneOf: Page[] }>;
}

async function templateOf(
  definition: KubernetesObject,
  change: Partial<ClusterSnapshot> = {},
  options: Partial<ConvertOptions> = {},
): Promise<Entity> {
  return templateOfAll([snapshot([definition], change)], options);
}

async function templateOfAll(
  snapshots: ClusterSnapshot[],
  options: Partial<ConvertOptions> = {},
): Promise<Entity> {
  const { entities, problems } = convertClusters(snapshots, {
    ...defaultOptions,
    ...options,
  });
  expect(problems).toEqual([]);
  const all = [...entities.values()].flat();
  await Promise.all(all.map(checkEntity));
  return all.find(({ kind }) => kind === 'Template')!;
}

function pagesOf(template: Entity): Page[] {
  return template.spec?.parameters as unknown as Page[];
}

function version(name: string, change: JsonObject = {}): JsonObject {
  const { spec = { type: 'object', properties: {} }, ...rest } = change;
  return {
    name,
    served: true,
    referenceable: false,
    schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
    ...rest,
  };
}

function composition(name: string, kind = 'DNSRecord'): KubernetesObject {
  return {
    apiVersion: 'apiextensions.crossplane.io/v1',
    kind: 'Composition',
    metadata: { name },
    spec: {
      compositeTypeRef: {
        apiVersion: 'network.openportal.dev/v1alpha1',
        kind,
      },
    },
  };
}

describe('xrdToTemplate', () => {
  it('has pages for the resource, its settings and the manifest', async () => {
    const template = await templateOf(dnsRecordXrd());
    const [resource, settings, manifest, ...others] = pagesOf(template);
    expect(others).toEqual([]);
    expect(resource.required).toEqual(['name', 'namespace', 'owner']);
    expect(resource.properties).toMatchObject({
      name: { 'ui:field': 'CrossplaneIdentity', maxLength: 63 },
      namespace: {
        'ui:field': 'CrossplaneNamespacePicker',
        'ui:options': {
          xrd: 'dnsrecords.network.openportal.dev',
          clusters: ['platform'],
        },
      },
      version: { default: 'v1alpha1', 'ui:widget': 'hidden' },
      operation: { default: 'create', 'ui:widget': 'hidden' },
      formVersion: {
        default: expect.stringMatching(/^v1alpha1:[a-z0-9]{10}$/),
        'ui:widget': 'hidden',
      },
      fileVersion: { type: 'string', 'ui:widget': 'hidden' },
    });
    expect(resource.properties.fileVersion).not.toHaveProperty('default');
    expect(resource.properties).not.toHaveProperty('cluster');
    expect(settings).toMatchObject({
      title: 'DNSRecord settings',
      required: ['spec'],
      properties: { spec: { properties: { ttl: { default: 300 } } } },
    });
    expect(manifest.properties.preview).toMatchObject({
      'ui:field': 'CrossplaneOrderPreview',
      'ui:options': { xrd: 'dnsrecords.network.openportal.dev' },
    });
  });

  it.each<[string, JsonObject, boolean, string]>([
    ['a namespaced resource', { scope: 'Namespaced' }, true, 'DNSRecord'],
    ['a cluster resource', { scope: 'Cluster' }, false, 'DNSRecord'],
    ['a legacy resource', { scope: 'LegacyCluster' }, false, 'DNSRecord'],
    [
      'a claim',
      {
        scope: 'LegacyCluster',
        claimNames: { kind: 'Record', plural: 'records' },
      },
      true,
      'Record',
    ],
  ])('orders %s', async (_, spec, namespaced, title) => {
    const template = await templateOf(dnsRecordXrd({ spec }));
    const [resource] = pagesOf(template);
    expect('namespace' in resource.properties).toBe(namespaced);
    expect(JSON.stringify(template.spec?.steps).includes('namespace')).toBe(
      namespaced,
    );
    expect(template.metadata.title).toBe(`${title} v1.0.2`);
  });

  it.each([
    ['1.2.3', 'DNSRecord v1.2.3', 'v1.2.3'],
    ['v1.2.3', 'DNSRecord v1.2.3', 'v1.2.3'],
    ['dev', 'DNSRecord dev', 'dev'],
    ['1.2.3+build.5', 'DNSRecord v1.2.3+build.5', 'v1.2.3_build.5'],
    ['${{ 1 }}', 'DNSRecord', undefined],
  ])('shows the version %s once', async (label, title, shown) => {
    const { metadata } = await templateOf(
      dnsRecordXrd({ labels: { 'openportal.dev/version': label } }),
    );
    expect(metadata.title).toBe(title);
    expect(metadata.labels?.['openportal.dev/version']).toBe(shown);
  });

  it('offers the served versions, deprecated ones marked, each with its fields', async () => {
    const field = (type: string) => ({
      type: 'object',
      properties: { a: { type } },
    });
    const template = await templateOf(
      dnsRecordXrd({
        spec: {
          versions: [
            version('v1', { spec: field('string'), referenceable: true }),
            version('v1beta1', {
              spec: field('integer'),
              deprecated: true,
              deprecationWarning: 'Use v1',
            }),
            version('v1alpha1', { served: false }),
          ],
        },
      }),
    );
    const [resource, settings] = pagesOf(template);
    expect(resource.properties.version).toMatchObject({
      title: 'API version',
      enum: ['v1', 'v1beta1'],
      enumNames: ['v1', 'v1beta1 (deprecated)'],
      default: 'v1',
      description: expect.stringContaining('v1beta1: Use v1'),
    });
    // The review page would take the title of the chosen version for the field's.
    expect(resource.properties.version).not.toHaveProperty('oneOf');
    expect(resource.required).toContain('version');
    expect(resource.properties.formVersion.default).toMatch(
      /^v1:[a-z0-9]{10} v1beta1:[a-z0-9]{10}$/,
    );
    expect(settings).not.toHaveProperty('properties');
    expect(settings.dependencies?.version.oneOf).toMatchObject([
      {
        required: ['spec'],
        properties: {
          version: { enum: ['v1'] },
          spec: { properties: { a: { type: 'string' } } },
        },
      },
      {
        required: ['spec'],
        properties: {
          version: { enum: ['v1beta1'] },
          spec: { properties: { a: { type: 'integer' } } },
        },
      },
    ]);
  });

  it('has a placement page only where compositions can be chosen', async () => {
    const titles = async (
      compositions: KubernetesObject[],
      spec: JsonObject = {},
    ) =>
      pagesOf(await templateOf(dnsRecordXrd({ spec }), { compositions })).map(
        ({ title }) => title,
      );
    const two = [composition('dns-b'), composition('dns-a')];
    const without = ['Resource', 'DNSRecord settings', 'Manifest'];
    expect(await titles([])).toEqual(without);
    expect(await titles([two[0]])).toEqual(without);
    expect(await titles([two[0], composition('cluster', 'Cluster')])).toEqual(
      without,
    );
    expect(
      await titles(two, { enforcedCompositionRef: { name: 'dns-a' } }),
    ).toEqual(without);
    expect(await titles(two)).toEqual([
      'Resource',
      'DNSRecord settings',
      'Placement',
      'Manifest',
    ]);
  });

  it('marks what Crossplane takes by default and presets nothing', async () => {
    const [, , placement] = pagesOf(
      await templateOf(
        dnsRecordXrd({
          spec: {
            defaultCompositionRef: { name: 'dns-b' },
            defaultCompositionUpdatePolicy: 'Manual',
          },
        }),
        { compositions: [composition('dns-b'), composition('dns-a')] },
      ),
    );
    const { composition: field, compositionUpdatePolicy: policy } =
      placement.properties;
    // The form library takes the first `oneOf` with `const` for a default that nobody chose.
    expect(field).not.toHaveProperty('oneOf');
    expect(policy).not.toHaveProperty('oneOf');
    expect(field).toMatchObject({
      enum: ['dns-a', 'dns-b'],
      enumNames: ['dns-a', 'dns-b (default)'],
    });
    expect(field).not.toHaveProperty('default');
    expect(policy).toMatchObject({
      enum: ['Automatic', 'Manual'],
      enumNames: [
        'Automatic: follow at once',
        expect.stringContaining('(default)'),
      ],
    });
    expect(policy).not.toHaveProperty('default');
    expect(placement).not.toHaveProperty('required');
  });

  it('asks for the cluster when several share the template, without presetting one', async () => {
    const template = await templateOfAll([
      snapshot([dnsRecordXrd()], {
        cluster: 'b',
        compositions: [composition('dns-a'), composition('dns-b')],
      }),
      snapshot([dnsRecordXrd()], { cluster: 'a' }),
      snapshot([dnsRecordXrd()], { cluster: 'c' }),
    ]);
    const [resource, , placement] = pagesOf(template);
    // What is empty in a form that does not ask was not emptied by anybody.
    expect(template.spec?.steps).toMatchObject([
      {
        id: 'order',
        input: expect.not.objectContaining({ choiceOfComposition: ['b'] }),
      },
      { id: 'update', input: { choiceOfComposition: ['b'] } },
    ]);
    const manifest = pagesOf(template).at(-1);
    expect(manifest?.properties.preview['ui:options']).toMatchObject({
      choiceOfComposition: ['b'],
    });
    expect(resource.required?.[0]).toBe('cluster');
    expect(resource.properties.cluster.enum).toEqual(['a', 'b', 'c']);
    expect(resource.properties.cluster).not.toHaveProperty('default');
    const branches = placement.dependencies?.cluster.oneOf ?? [];
    expect(
      branches.map(({ properties }) => [
        properties.cluster.enum,
        'composition' in properties,
      ]),
    ).toEqual([
      [['a', 'c'], false],
      [['b'], true],
    ]);
    expect(template.metadata.tags).toEqual([
      'crossplane',
      'source:kubernetes',
      'cluster-a',
      'cluster-b',
      'cluster-c',
    ]);
  });

  it('shows owner, tags, links and icon of the XRD', async () => {
    const { metadata, spec } = await templateOf(
      dnsRecordXrd({
        annotations: {
          'backstage.io/title': 'DNS record',
          'backstage.io/description': 'Names in our zones',
          'backstage.io/owner': 'team-network',
          'openportal.dev/tags': 'DNS, Zone Management,,dns',
          'openportal.dev/icon': 'kind:resource',
          'openportal.dev/documentation': 'https://docs.example.org/dns',
          'backstage.io/techdocs-ref': 'url:https://github.com/acme/dns',
          'github.com/project-slug': 'acme/dns',
          'example.org/other': 'not copied',
        },
      }),
    );
    expect(spec?.owner).toBe('group:default/team-network');
    expect(metadata).toMatchObject({
      title: 'DNS record v1.0.2',
      description: 'Names in our zones',
      tags: expect.arrayContaining(['dns', 'zone-management']),
      links: [
        {
          url: 'https://docs.example.org/dns',
          title: 'Documentation',
          icon: 'kind:resource',
        },
        { url: 'https://github.com/acme/dns', title: 'Source', icon: 'github' },
      ],
      annotations: {
        'openportal.dev/icon': 'kind:resource',
        'backstage.io/techdocs-ref': 'url:https://github.com/acme/dns',
        'github.com/project-slug': 'acme/dns',
      },
    });
    expect(metadata.annotations).not.toHaveProperty(['example.org/other']);
  });

  it('links to TechDocs where the portal is known', async () => {
    const definition = dnsRecordXrd({
      annotations: {
        'backstage.io/techdocs-ref': 'url:https://github.com/acme/dns',
      },
    });
    const links = async (appBaseUrl?: string) =>
      (await templateOf(definition, {}, { appBaseUrl })).metadata.links;
    expect(await links('https://portal.example.org/')).toEqual([
      {
        url: 'https://portal.example.org/docs/default/template/dnsrecords.network.openportal.dev',
        title: 'Documentation',
        icon: 'docs',
      },
    ]);
    expect(await links()).toBeUndefined();
  });

  it('links to the source on the GitHub of the portal', async () => {
    const definition = dnsRecordXrd({
      annotations: { 'github.com/project-slug': 'acme/dns' },
    });
    const source = async (githubHost?: string) =>
      (await templateOf(definition, {}, { githubHost })).metadata.links;
    const link = { title: 'Source', icon: 'github' };
    expect(await source()).toEqual([
      { ...link, url: 'https://github.com/acme/dns' },
    ]);
    expect(await source('git.acme.org:8443')).toEqual([
      { ...link, url: 'https://git.acme.org:8443/acme/dns' },
    ]);
  });

  it('reads another prefix when it is configured', async () => {
    const definition = dnsRecordXrd({
      labels: {
        'terasky.backstage.io/generate-form': 'false',
        'acme.io/generate-form': 'true',
      },
      annotations: { 'acme.io/owner': 'team-network' },
    });
    const template = await templateOf(
      definition,
      {},
      { annotationPrefix: 'acme.io' },
    );
    expect(template.spec?.owner).toBe('group:default/team-network');
  });

  it('gives a field the standard widget where versions differ in its widget', async () => {
    const free: JsonValue = {
      type: 'object',
      'x-kubernetes-preserve-unknown-fields': true,
    };
    const spec = (a: JsonValue) => ({
      type: 'object',
      properties: {
        a,
        same: free,
        list: {
          type: 'array',
          items: { type: 'object', properties: { b: a } },
        },
      },
    });
    const template = await templateOf(
      dnsRecordXrd({
        spec: {
          versions: [
            version('v1', { spec: spec(free), referenceable: true }),
            version('v2', { spec: spec({ type: 'integer' }) }),
          ],
        },
      }),
    );
    const [, settings] = pagesOf(template);
    const [first] = settings.dependencies?.version.oneOf ?? [];
    const fields = first.properties.spec.properties as Record<
      string,
      JsonObject
    >;
    const uiKeys = (node: unknown) =>
      Object.keys(node as JsonObject).filter(key => key.startsWith('ui:'));
    expect(uiKeys(fields.a)).toEqual([]);
    const { b } = (fields.list.items as JsonObject).properties as JsonObject;
    expect(uiKeys(b)).toEqual([]);
    expect(uiKeys(fields.same)).toContain('ui:widget');
  });
});
