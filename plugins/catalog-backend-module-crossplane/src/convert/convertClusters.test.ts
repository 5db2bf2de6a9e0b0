import { Entity } from '@backstage/catalog-model';
import { JsonObject } from '@backstage/types';
import {
  defaultOptions,
  dnsRecord,
  dnsRecordXrd,
  snapshot,
} from '../__testUtils__/objects';
import { convertClusters } from './convertClusters';
import { ClusterSnapshot } from './types';

function convert(...snapshots: ClusterSnapshot[]) {
  const { entities, problems } = convertClusters(snapshots, defaultOptions);
  const all = [...entities.values()].flat();
  return {
    entities,
    problems,
    templates: all.filter(({ kind }) => kind === 'Template'),
    apis: all.filter(({ kind }) => kind === 'API'),
    resources: all.filter(({ kind }) => kind === 'Resource'),
  };
}

describe('convertClusters', () => {
  it('makes a template and an API of an XRD, and a resource of each instance', () => {
    const { templates, apis, resources, problems } = convert(
      snapshot([dnsRecordXrd()], {
        composites: {
          'dnsrecords.network.openportal.dev': [
            dnsRecord('www', { 'terasky.backstage.io/owner': 'team-alpha' }),
          ],
        },
      }),
    );
    expect(problems).toEqual([]);
    const input = {
      cluster: 'platform',
      xrd: 'dnsrecords.network.openportal.dev',
      version: '${{ parameters.version }}',
      formVersion: '${{ parameters.formVersion }}',
      name: '${{ parameters.name }}',
      namespace: '${{ parameters.namespace }}',
      owner: '${{ parameters.owner }}',
      spec: '${{ parameters.spec }}',
      composition: '${{ parameters.composition }}',
      compositionUpdatePolicy: '${{ parameters.compositionUpdatePolicy }}',
    };
    expect(templates).toEqual([
      {
        apiVersion: 'scaffolder.backstage.io/v1beta3',
        kind: 'Template',
        metadata: {
          name: 'dnsrecords.network.openportal.dev',
          title: 'DNSRecord v1.0.2',
          description: 'A DNS record',
          tags: ['crossplane', 'source:kubernetes', 'cluster-platform'],
          labels: { 'openportal.dev/version': 'v1.0.2' },
          annotations: {
            'backstage.io/managed-by-location':
              'kubernetes:compositeresourcedefinitions/dnsrecords.network.openportal.dev',
            'backstage.io/managed-by-origin-location':
              'kubernetes:compositeresourcedefinitions/dnsrecords.network.openportal.dev',
            'crossplane.io/xrd-name': 'dnsrecords.network.openportal.dev',
            'crossplane.io/xrd-group': 'network.openportal.dev',
            'crossplane.io/xrd-generation': '1',
            'openportal.dev/clusters': 'platform',
            'openportal.dev/version': 'v1.0.2',
          },
        },
        spec: expect.objectContaining({
          type: 'crossplane-xr',
          owner: 'group:default/platform-team',
          steps: [
            {
              id: 'order',
              name: 'Order DNSRecord',
              if: "${{ parameters.operation !== 'update' }}",
              action: 'idp:order:create',
              input,
            },
            {
              id: 'update',
              name: 'Change DNSRecord',
              if: "${{ parameters.operation === 'update' }}",
              action: 'idp:order:update',
              input: { ...input, fileVersion: '${{ parameters.fileVersion }}' },
            },
          ],
        }),
      },
    ]);
    const [page, settings] = templates[0].spec?.parameters as JsonObject[];
    expect(page.required).toEqual(['name', 'namespace', 'owner']);
    expect(settings).toMatchObject({
      required: ['spec'],
      properties: { spec: { required: ['name', 'type', 'value'] } },
    });
    expect(apis).toEqual([
      expect.objectContaining({
        metadata: expect.objectContaining({
          name: 'dnsrecords.network.openportal.dev-v1alpha1',
        }),
        spec: expect.objectContaining({
          type: 'openapi',
          lifecycle: 'production',
        }),
      }),
    ]);
    expect(JSON.parse(String(apis[0].spec?.definition)).paths).toHaveProperty([
      '/apis/network.openportal.dev/v1alpha1/namespaces/{namespace}/dnsrecords',
    ]);
    expect(resources).toEqual([
      expect.objectContaining({
        metadata: expect.objectContaining({
          name: expect.stringMatching(/^www-[a-z0-9]{10}$/),
          title: 'www',
          annotations: expect.objectContaining({
            'openportal.dev/order-ref':
              'platform/team-alpha/dnsrecords.network.openportal.dev/www',
          }),
        }),
        spec: {
          type: 'dnsrecord',
          owner: 'group:default/team-alpha',
          scaffoldedFrom: 'template:default/dnsrecords.network.openportal.dev',
          dependsOn: ['api:default/dnsrecords.network.openportal.dev-v1alpha1'],
        },
      }),
    ]);
  });

  it('B8: shares a template between clusters and keeps different versions apart', () => {
    const shared = convert(
      snapshot([dnsRecordXrd()]),
      snapshot([dnsRecordXrd()], { cluster: 'production', stale: true }),
    );
    const [template] = shared.templates;
    expect(shared.templates).toEqual([template, template]);
    expect(template.metadata.annotations).toMatchObject({
      'openportal.dev/clusters': 'platform,production',
    });
    expect(template.metadata.annotations).not.toHaveProperty([
      'openportal.dev/stale',
    ]);
    const [page] = template.spec?.parameters as Array<{ properties: object }>;
    expect(page.properties).toHaveProperty('cluster.enum', [
      'platform',
      'production',
    ]);
    const [step] = template.spec?.steps as Array<{ input: object }>;
    expect(step.input).toHaveProperty('cluster', '${{ parameters.cluster }}');

    const apart = convert(
      snapshot([dnsRecordXrd()]),
      snapshot(
        [dnsRecordXrd({ labels: { 'openportal.dev/version': '2.0.0' } })],
        { cluster: 'production' },
      ),
    );
    expect(apart.templates.map(({ metadata }) => metadata.title)).toEqual([
      'DNSRecord v1.0.2',
      'DNSRecord v2.0.0',
    ]);
    expect(
      new Set(apart.templates.map(({ metadata }) => metadata.name)).size,
    ).toBe(2);
  });

  it('marks entities of a cluster that cannot be read', () => {
    const { templates, resources } = convert(
      snapshot([dnsRecordXrd()], {
        stale: true,
        composites: {
          'dnsrecords.network.openportal.dev': [dnsRecord('www')],
        },
      }),
    );
    for (const { metadata } of [...templates, ...resources]) {
      expect(metadata.annotations).toHaveProperty(
        ['openportal.dev/stale'],
        'true',
      );
    }
  });

  it('reads the values of opt-in and opt-out, not only their presence', () => {
    const names = (marks: Parameters<typeof dnsRecordXrd>[0]) =>
      convert(snapshot([dnsRecordXrd(marks)])).templates.length;
    const form = 'terasky.backstage.io/generate-form';
    expect(names({ labels: { [form]: 'false' } })).toBe(0);
    expect(
      names({
        labels: { [form]: '' },
        annotations: { 'terasky.backstage.io/add-to-catalog': 'true' },
      }),
    ).toBe(1);
    expect(
      names({
        annotations: { 'terasky.backstage.io/exclude-from-catalog': 'true' },
      }),
    ).toBe(0);
    expect(
      names({
        annotations: { 'terasky.backstage.io/exclude-from-catalog': 'false' },
      }),
    ).toBe(1);
  });

  it('B6: skips and reports a bad XRD, the others go on', () => {
    const { templates, problems } = convert(
      snapshot([
        dnsRecordXrd({ plural: 'nospec', spec: { versions: null } }),
        dnsRecordXrd({ plural: 'broken', spec: { names: 'x' } }),
        dnsRecordXrd({ plural: 'noschema', schema: null }),
        dnsRecordXrd(),
      ]),
    );
    expect(templates.map(({ metadata }) => metadata.name)).toEqual([
      'dnsrecords.network.openportal.dev',
      'noschema.network.openportal.dev',
    ]);
    expect(new Set(problems.map(({ xrd }) => xrd))).toEqual(
      new Set([
        'nospec.network.openportal.dev',
        'broken.network.openportal.dev',
      ]),
    );
    expect(problems).toContainEqual({
      xrd: 'nospec.network.openportal.dev',
      cluster: 'platform',
      path: 'spec.versions',
      reason: 'is missing: it must list at least one version',
    });
  });

  it('B7: gives long and similar names names of their own', () => {
    const group = `${'g'.repeat(60)}.example.org`;
    const { templates, apis } = convert(
      snapshot([
        dnsRecordXrd({ plural: 'things', group }),
        dnsRecordXrd({ plural: 'thingsx', group }),
      ]),
    );
    const names = [...templates, ...apis].map(({ metadata }) => metadata.name);
    expect(new Set(names).size).toBe(4);
    expect(names.every(name => name.length <= 63)).toBe(true);
  });

  it('A20, B13, B15: lets no text of an XRD become code', () => {
    const evil = '${{ secrets.TOKEN }} {% raw %} <script>';
    const { templates } = convert(
      snapshot([
        dnsRecordXrd({
          annotations: {
            'backstage.io/title': evil,
            'backstage.io/description': evil,
            'backstage.io/owner': evil,
            'openportal.dev/tags': `${evil},ok`,
            'openportal.dev/template': '../../x',
          },
          schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: { a: { type: 'string', description: evil } },
              },
            },
          },
        }),
      ]),
    );
    const text = JSON.stringify(templates);
    expect(text).not.toMatch(/\$\{\{ secrets|\{% raw/);
    expect(text).not.toContain('../../x');
    expect(templates[0].spec?.owner).toBe('group:default/platform-team');
    expect(templates[0].metadata.tags).toContain('ok');
  });

  it('does not let a resource name a foreign owner', () => {
    const owners = (annotation: string) =>
      convert(
        snapshot([dnsRecordXrd()], {
          composites: {
            'dnsrecords.network.openportal.dev': [
              dnsRecord('www', { 'terasky.backstage.io/owner': annotation }),
            ],
          },
        }),
      ).resources.map((entity: Entity) => entity.spec?.owner);
    expect(owners('group:default/team-alpha')).toEqual([
      'group:default/team-alpha',
    ]);
    expect(owners('group:default/team-beta')).toEqual([
      'group:default/platform-team',
    ]);
  });
});
