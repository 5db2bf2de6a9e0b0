import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { JsonObject, JsonValue } from '@backstage/types';
import { toKubeConfig } from '@openportal/kubernetes-node';
import { Sandbox, startSandbox, toPortalConfig } from '@openportal/sandbox';
import { eventually } from './__testUtils__/eventually';
import { dnsRecord, dnsRecordXrd } from './__testUtils__/objects';

jest.setTimeout(120_000);

/** Clusters that other plugins read, and this one must not. */
function withOtherClusters(kubernetes: JsonValue | undefined): JsonObject {
  const { clusterLocatorMethods } = kubernetes as {
    clusterLocatorMethods: JsonObject[];
  };
  return {
    clusterLocatorMethods: [
      ...clusterLocatorMethods,
      { type: 'gke', projectId: 'portal' },
      {
        type: 'config',
        clusters: [
          { name: 'eks', url: 'https://eks.invalid', authProvider: 'aws' },
        ],
      },
    ],
  };
}

describe('catalogModuleCrossplane', () => {
  let sandbox: Sandbox;
  let backend: TestBackend;

  beforeAll(async () => {
    // Jest loads ES modules only while a test runs, and the module starts between two of them.
    await toKubeConfig({
      name: 'preload',
      url: 'http://localhost',
      authentication: { type: 'none' },
      skipTLSVerify: true,
    });
    sandbox = await startSandbox({ seed: 'minimal', tempo: 20 });
    apply(dnsRecordXrd());
    apply(
      dnsRecordXrd({
        plural: 'hostiles',
        schema: {
          type: 'object',
          properties: {
            spec: {
              type: 'object',
              properties: {
                a: {
                  type: 'object',
                  default: { $text: `${sandbox.endpoints.github.url}/secret` },
                  properties: { b: { type: 'string' } },
                },
              },
            },
          },
        },
      }),
    );
    await sandbox.idle();
    const config: JsonObject = JSON.parse(
      JSON.stringify(toPortalConfig(sandbox.endpoints)),
    );
    backend = await startTestBackend({
      features: [
        import('@backstage/plugin-catalog-backend'),
        import(
          '@backstage/plugin-catalog-backend-module-scaffolder-entity-model'
        ),
        import('./index'),
        mockServices.rootConfig.factory({
          data: {
            backend: { baseUrl: 'http://localhost:0' },
            kubernetes: withOtherClusters(config.kubernetes),
            integrations: config.integrations,
            catalog: {
              processingInterval: { seconds: 5 },
              providers: { crossplane: { default: {} } },
            },
          },
        }),
      ],
    });
  });

  afterAll(async () => {
    await backend?.stop();
    await sandbox.close();
  });

  function apply(object: object) {
    sandbox.clusters.platform.objects.apply(
      JSON.parse(JSON.stringify(object)),
      { fieldManager: 'test' },
    );
  }

  async function get(
    path: string,
    authorization = mockCredentials.user.header(),
  ) {
    const address = backend.server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const response = await fetch(
      `http://localhost:${port}/api/catalog${path}`,
      { headers: { Authorization: authorization } },
    );
    expect(response.status).toBe(200);
    return response.json();
  }

  const entities = (kind: string): Promise<Entity[]> =>
    get(`/entities?filter=kind=${kind}`);

  it('brings templates, APIs and resources into the catalog, and takes them away', async () => {
    await eventually(async () => {
      const titles = (await entities('template')).map(
        ({ metadata }) => metadata.name,
      );
      expect(titles.sort()).toEqual([
        'dnsrecords.network.openportal.dev',
        'hostiles.network.openportal.dev',
      ]);
      expect(await entities('api')).toHaveLength(2);
    });

    apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'team-alpha' },
    });
    apply(dnsRecord('www', { 'terasky.backstage.io/owner': 'team-alpha' }));
    await eventually(async () => {
      const [resource] = await entities('resource');
      expect(resource).toMatchObject({
        metadata: { title: 'www' },
        spec: { type: 'dnsrecord', owner: 'group:default/team-alpha' },
        relations: expect.arrayContaining([
          {
            type: 'dependsOn',
            targetRef: 'api:default/dnsrecords.network.openportal.dev-v1alpha1',
          },
        ]),
      });
    });
    sandbox.clusters.platform.objects.delete({
      apiVersion: 'network.openportal.dev/v1alpha1',
      kind: 'DNSRecord',
      namespace: 'team-alpha',
      name: 'www',
    });
    await eventually(async () =>
      expect(await entities('resource')).toEqual([]),
    );
  });

  it('says how each cluster is doing', async () => {
    const status = await get(
      '/crossplane/ingestor/status',
      mockCredentials.service.header(),
    );
    expect(status).toEqual({
      clusters: [
        {
          provider: 'default',
          notes: [],
          cluster: 'platform',
          stale: false,
          lastListedAt: expect.any(String),
          nextListAt: expect.any(String),
          templates: 2,
          resources: 0,
          problems: [],
          watches: { open: expect.any(Number), total: expect.any(Number) },
        },
        expect.objectContaining({ cluster: 'production', templates: 0 }),
      ],
      leaders: [
        {
          provider: 'default',
          holder: expect.any(String),
          since: expect.any(String),
          expiresAt: expect.any(String),
        },
      ],
      warnings: [
        {
          provider: 'default',
          message: expect.stringContaining("its type 'gke' is not read here"),
        },
        {
          provider: 'default',
          message: expect.stringContaining("Cluster 'eks' is left out"),
        },
      ],
    });
  });
});
