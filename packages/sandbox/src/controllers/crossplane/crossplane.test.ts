import { KubernetesObject } from '../../kubernetes';
import { deployment } from '../../kubernetes/__testUtils__/testCluster';
import { objectsAt, valueAt } from '../../kubernetes/types';
import { startTestWorld, TestWorld } from '../__testUtils__/testWorld';
import { findCondition } from '../conditions';

jest.setTimeout(60_000);

const by = { fieldManager: 'test' };

function definition(
  apiVersion: string,
  names: { kind: string; plural: string },
  more: object = {},
): KubernetesObject {
  return {
    apiVersion: `apiextensions.crossplane.io/${apiVersion}`,
    kind: 'CompositeResourceDefinition',
    metadata: { name: `${names.plural}.network.example.org` },
    spec: {
      group: 'network.example.org',
      names,
      ...more,
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          referenceable: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: {
                  type: 'object',
                  required: ['name'],
                  properties: {
                    name: { type: 'string' },
                    ttl: { type: 'integer', default: 300 },
                  },
                },
                status: {
                  type: 'object',
                  properties: { fqdn: { type: 'string' } },
                },
              },
            },
          },
        },
      ],
    },
  };
}

function composition(kind: string, functionName = 'patch-and-transform') {
  return {
    apiVersion: 'apiextensions.crossplane.io/v1',
    kind: 'Composition',
    metadata: { name: kind.toLowerCase() },
    spec: {
      compositeTypeRef: { apiVersion: 'network.example.org/v1alpha1', kind },
      mode: 'Pipeline',
      pipeline: [
        {
          step: 'resources',
          functionRef: { name: functionName },
          input: {
            apiVersion: 'pt.fn.crossplane.io/v1beta1',
            kind: 'Resources',
            resources: [
              {
                name: 'record',
                base: {
                  apiVersion: 'dns.sandbox.example/v1alpha1',
                  kind: 'Record',
                  spec: { forProvider: { zone: 'example.org' } },
                },
                patches: [
                  {
                    fromFieldPath: 'spec.name',
                    toFieldPath: 'spec.forProvider.name',
                  },
                  {
                    type: 'FromCompositeFieldPath',
                    fromFieldPath: 'spec.ttl',
                    toFieldPath: 'spec.forProvider.ttl',
                    transforms: [
                      { type: 'convert', convert: { toType: 'string' } },
                      { type: 'string', string: { fmt: '%ss' } },
                    ],
                  },
                  {
                    type: 'ToCompositeFieldPath',
                    fromFieldPath: 'status.atProvider.fqdn',
                    toFieldPath: 'status.fqdn',
                  },
                ],
              },
            ],
          },
        },
      ],
    },
  };
}

const order = (name: string, annotations?: Record<string, string>) => ({
  apiVersion: 'network.example.org/v1alpha1',
  kind: 'Alias',
  metadata: {
    name,
    namespace: 'default',
    ...(annotations ? { annotations } : {}),
  },
  spec: { name },
});

describe('Crossplane', () => {
  let world: TestWorld;

  const get = (name: string, kind = 'Alias') =>
    world.platform.get({
      apiVersion: 'network.example.org/v1alpha1',
      kind,
      namespace: 'default',
      name,
    });
  const records = () =>
    world.platform.list({
      apiVersion: 'dns.sandbox.example/v1alpha1',
      kind: 'Record',
    });

  beforeAll(async () => {
    world = await startTestWorld();
    world.platform.apply(
      {
        apiVersion: 'pkg.crossplane.io/v1',
        kind: 'Function',
        metadata: { name: 'patch-and-transform' },
        spec: { package: 'example.org/patch-and-transform:v1' },
      },
      by,
    );
    world.platform.apply(
      definition('v2', { kind: 'Alias', plural: 'aliases' }),
      by,
    );
    await world.settle();
  });
  afterAll(() => world.close());

  it('serves a definition in both API versions', () => {
    for (const version of ['v1', 'v2']) {
      const object = world.platform.get({
        apiVersion: `apiextensions.crossplane.io/${version}`,
        kind: 'CompositeResourceDefinition',
        name: 'aliases.network.example.org',
      });
      expect(object?.spec?.scope).toBe('Namespaced');
      expect(findCondition(object, 'Established')).toMatchObject({
        status: 'True',
        reason: 'WatchingCompositeResource',
      });
    }
    expect(
      world.platform.lookup('network.example.org/v1alpha1', 'Alias'),
    ).toEqual({ namespaced: true, plural: 'aliases' });
    expect(() => world.platform.create({ ...order('bad'), spec: {} })).toThrow(
      /spec.name: Required value/,
    );
  });

  it('waits for a composition and its function, then makes the resource', async () => {
    world.platform.apply(order('www'), by);
    await world.settle();
    expect(findCondition(get('www'), 'Synced')).toMatchObject({
      status: 'False',
      message: expect.stringContaining('no compatible Compositions found'),
    });
    world.platform.apply(composition('Alias', 'unknown'), by);
    await world.settle();
    expect(findCondition(get('www'), 'Synced')).toMatchObject({
      message: expect.stringContaining('function "unknown" is not installed'),
    });

    const seen: unknown[] = [];
    const stop = world.platform.subscribe(({ object }) => {
      if (object.kind === 'Alias') {
        seen.push(
          `${findCondition(object, 'Synced')?.status} ${
            findCondition(object, 'Ready')?.status
          }`,
        );
      }
    });
    world.platform.apply(composition('Alias'), by);
    await world.settle();
    stop();
    expect(seen).toContain('True False');
    expect(seen[seen.length - 1]).toBe('True True');
    const made = get('www');
    expect(made).toMatchObject({
      spec: {
        ttl: 300,
        crossplane: {
          compositionRef: { name: 'alias' },
          resourceRefs: [{ kind: 'Record' }],
        },
      },
      status: { fqdn: 'www.example.org' },
    });
    expect(records()).toMatchObject([
      {
        metadata: {
          namespace: 'default',
          annotations: { 'crossplane.io/external-name': 'www.example.org' },
        },
        spec: { forProvider: { name: 'www', ttl: '300s' } },
      },
    ]);
    const events = world.platform.list({ apiVersion: 'v1', kind: 'Event' });
    expect(events.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['ComposeResources', 'CreatedExternalResource']),
    );
  });

  it('shows the failure of a provider on the managed resource', async () => {
    world.platform.apply(
      order('broken', { 'sandbox.openportal.dev/fail': 'provider' }),
      by,
    );
    await world.settle();
    expect(findCondition(get('broken'), 'Ready')).toMatchObject({
      status: 'False',
      message: 'Unready resources: record',
    });
    const record = records().find(
      object => valueAt(object, 'spec', 'forProvider', 'name') === 'broken',
    );
    expect(findCondition(record, 'Synced')).toMatchObject({
      status: 'False',
      message: expect.stringContaining('AccessDenied'),
    });
  });

  it('is ready by the checks of the composition', async () => {
    world.platform.apply(
      definition('v2', { kind: 'Site', plural: 'sites' }),
      by,
    );
    const site = composition('Site');
    const [step] = site.spec.pipeline;
    const resources = [
      {
        name: 'deployment',
        base: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          spec: deployment('site').spec,
        },
        readinessChecks: [
          {
            type: 'MatchCondition',
            matchCondition: { type: 'Available', status: 'True' },
          },
        ],
      },
      {
        name: 'settings',
        base: { apiVersion: 'v1', kind: 'ConfigMap' },
        readinessChecks: [{ type: 'None' }],
      },
    ];
    const pipeline = [{ ...step, input: { ...step.input, resources } }];
    world.platform.apply({ ...site, spec: { ...site.spec, pipeline } }, by);
    await world.settle();
    world.platform.apply({ ...order('site'), kind: 'Site' }, by);
    await world.settle();
    expect(findCondition(get('site', 'Site'), 'Ready')).toMatchObject({
      status: 'True',
    });
  });

  it('makes what the named composition says, and follows it by the update policy', async () => {
    world.platform.apply(
      definition('v2', { kind: 'Link', plural: 'links' }),
      by,
    );
    const variant = (name: string, zone: string) => {
      const made = composition('Link');
      const [step] = made.spec.pipeline;
      const [record] = step.input.resources;
      const base = { ...record.base, spec: { forProvider: { zone } } };
      const input = { ...step.input, resources: [{ ...record, base }] };
      return {
        ...made,
        metadata: { name },
        spec: { ...made.spec, pipeline: [{ ...step, input }] },
      };
    };
    const zoneOf = (name: string) => {
      const record = records().find(
        object => valueAt(object, 'spec', 'forProvider', 'name') === name,
      );
      return valueAt(record, 'spec', 'forProvider', 'zone');
    };
    const link = (name: string, crossplane: object) => ({
      ...order(name),
      kind: 'Link',
      spec: { name, crossplane },
    });
    world.platform.apply(variant('link-a', 'a.example'), by);
    world.platform.apply(variant('link-b', 'b.example'), by);
    await world.settle();
    const compositionRef = { name: 'link-b' };
    world.platform.apply(link('follows', { compositionRef }), by);
    world.platform.apply(
      link('stays', { compositionRef, compositionUpdatePolicy: 'Manual' }),
      by,
    );
    await world.settle();
    expect([zoneOf('follows'), zoneOf('stays')]).toEqual([
      'b.example',
      'b.example',
    ]);
    expect(get('follows', 'Link')?.spec?.crossplane).toMatchObject({
      compositionUpdatePolicy: 'Automatic',
    });
    world.platform.apply(variant('link-b', 'b2.example'), by);
    await world.settle();
    expect([zoneOf('follows'), zoneOf('stays')]).toEqual([
      'b2.example',
      'b.example',
    ]);
    expect(get('stays', 'Link')?.spec?.crossplane).toMatchObject({
      compositionUpdatePolicy: 'Manual',
    });
    world.platform.apply(
      link('stays', {
        compositionRef: { name: 'link-a' },
        compositionUpdatePolicy: 'Manual',
      }),
      by,
    );
    await world.settle();
    expect(zoneOf('stays')).toBe('a.example');
    world.platform.delete({
      apiVersion: 'apiextensions.crossplane.io/v1',
      kind: 'CompositeResourceDefinition',
      name: 'links.network.example.org',
    });
    await world.settle();
    expect(get('stays', 'Link')).toBeUndefined();
    expect([zoneOf('follows'), zoneOf('stays')]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('deletes what an order was made of', async () => {
    for (const name of ['www', 'broken']) {
      world.platform.delete({
        apiVersion: 'network.example.org/v1alpha1',
        kind: 'Alias',
        namespace: 'default',
        name,
      });
    }
    await world.settle();
    expect(records()).toEqual([]);
  });

  it('binds claims of v1 definitions', async () => {
    world.platform.apply(
      definition(
        'v1',
        { kind: 'XZone', plural: 'xzones' },
        { claimNames: { kind: 'Zone', plural: 'zones' } },
      ),
      by,
    );
    world.platform.apply(composition('XZone'), by);
    await world.settle();
    const claim = { ...order('team'), kind: 'Zone' };
    world.platform.apply(claim, by);
    await world.settle();
    const bound = get('team', 'Zone');
    expect(findCondition(bound, 'Ready')).toMatchObject({ status: 'True' });
    expect(bound?.status).toMatchObject({ fqdn: 'team.example.org' });
    const composites = () =>
      world.platform.list({
        apiVersion: 'network.example.org/v1alpha1',
        kind: 'XZone',
      });
    expect(composites()).toMatchObject([
      { spec: { claimRef: { name: 'team', namespace: 'default' } } },
    ]);
    expect(objectsAt(composites()[0], 'spec', 'resourceRefs')).toHaveLength(1);
    world.platform.delete({
      apiVersion: claim.apiVersion,
      kind: 'Zone',
      namespace: 'default',
      name: 'team',
    });
    await world.settle();
    expect(composites()).toEqual([]);
    expect(get('team', 'Zone')).toBeUndefined();
  });

  it('ends serving with the definition', async () => {
    world.platform.delete({
      apiVersion: 'apiextensions.crossplane.io/v1',
      kind: 'CompositeResourceDefinition',
      name: 'xzones.network.example.org',
    });
    await world.settle();
    expect(
      world.platform.lookup('network.example.org/v1alpha1', 'XZone'),
    ).toBeUndefined();
  });
});
