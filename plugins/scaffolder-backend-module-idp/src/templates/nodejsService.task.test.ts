import { promises as fs } from 'node:fs';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import { Sandbox, startSandbox } from '@openportal/sandbox';
import { parse } from 'yaml';
import scaffolderModuleIdp from '..';
import { repositoryPath } from './__testUtils__/repositoryFiles';
import { runTask } from './__testUtils__/runTask';

async function readTemplate(): Promise<Entity> {
  const file = repositoryPath('templates', 'nodejs-service', 'template.yaml');
  const template: Entity = parse(await fs.readFile(file, 'utf8'));
  template.metadata.annotations = {
    ...template.metadata.annotations,
    'backstage.io/managed-by-location': `file:${file}`,
  };
  return template;
}

const people: Entity[] = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: 'team-alpha' },
    spec: { type: 'team', children: [] },
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name: 'mock' },
    spec: { profile: { displayName: 'Mock', email: 'mock@example.com' } },
  },
];

/** What the catalog reads once the task has registered it. */
const registered: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'checkout', namespace: 'default' },
};

// Real servers on a busy machine: slower than the default allows.
jest.setTimeout(120_000);

describe('template nodejs-service as a task of the scaffolder', () => {
  let sandbox: Sandbox;
  let backend: Awaited<ReturnType<typeof startTestBackend>>;
  const addLocation = jest.fn(async () => ({ location: {}, entities: [] }));

  beforeAll(async () => {
    sandbox = await startSandbox({ tempo: 20 });
    const { github, registry } = sandbox.endpoints;
    const { host } = new URL(github.url);
    const catalog = Object.assign(
      catalogServiceMock({
        entities: [await readTemplate(), ...people, registered],
      }),
      { addLocation },
    );
    backend = await startTestBackend({
      features: [
        scaffolderPlugin,
        scaffolderModuleIdp,
        createServiceFactory({
          service: catalogServiceRef,
          deps: {},
          factory: () => catalog,
        }),
        mockServices.rootConfig.factory({
          data: {
            integrations: {
              github: [
                { host, apiBaseUrl: github.apiUrl, token: github.token },
              ],
            },
            idp: {
              github: {
                host,
                organization: github.organization,
                writeSpacing: '0s',
              },
            },
            scaffolder: {
              defaultEnvironment: {
                parameters: {
                  organization: github.organization,
                  registry: registry.host,
                  domain: 'apps.example.com',
                },
              },
            },
          },
        }),
      ],
    });
  });
  afterAll(async () => {
    await backend?.stop();
    await sandbox?.close();
  });

  function running(cluster: string, namespace: string) {
    return sandbox.clusters[cluster].objects.get({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace,
      name: 'checkout',
    });
  }

  it('creates a service that CI builds and Argo CD runs', async () => {
    const task = await runTask(backend.server.port(), {
      templateRef: 'template:default/nodejs-service',
      values: {
        name: 'checkout',
        description: 'Takes "orders": all of them',
        owner: 'group:default/team-alpha',
        architecture: 'arm64',
        public: true,
        replicas: 3,
      },
    });
    expect([task.status, task.log]).toEqual(['completed', expect.any(String)]);

    const url = `${sandbox.endpoints.github.url}/sandbox/idp-checkout`;
    expect(task.output).toMatchObject({
      links: [
        {
          title: 'Follow the creation',
          url: '/deploy/entities/component/default/checkout/creation',
        },
        { title: 'Repository', url },
        { title: 'CI runs', url: `${url}/actions` },
        { entityRef: 'component:default/checkout' },
      ],
    });
    expect(addLocation).toHaveBeenCalledWith(
      expect.objectContaining({
        target: `${url}/tree/main/catalog-info.yaml`,
      }),
      expect.anything(),
    );

    const read = async (path: string) =>
      parse(
        (await sandbox.github.readFile(
          'sandbox',
          'idp-checkout',
          'main',
          path,
        )) ?? '',
      );
    expect(await read('catalog-info.yaml')).toMatchObject({
      metadata: {
        name: 'checkout',
        description: 'Takes "orders": all of them',
      },
      spec: { owner: 'group:default/team-alpha' },
    });
    expect(await read('deploy/ingress.yaml')).toMatchObject({
      spec: { rules: [{ host: 'checkout.apps.example.com' }] },
    });

    // CI builds the image and writes it down, the ApplicationSets find the repository, Argo CD runs it.
    await sandbox.idle();
    const deployment = await read('deploy/deployment.yaml');
    const [{ image }] = deployment.spec.template.spec.containers;
    expect(deployment.spec.replicas).toBe(3);
    expect(image).toMatch(
      /\/sandbox\/idp-checkout:sha-[0-9a-f]{40}@sha256:[0-9a-f]{64}$/,
    );
    expect(running('platform', 'checkout')).toMatchObject({
      spec: { template: { spec: { containers: [{ image }] } } },
      status: { readyReplicas: 3 },
    });
    const { platform } = sandbox.clusters;
    const applications = platform.objects
      .list({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' })
      .filter(({ metadata }) => metadata.name?.startsWith('idp-checkout'));
    expect(
      Object.fromEntries(
        applications.map(({ metadata, status }) => [metadata.name, status]),
      ),
    ).toMatchObject({
      'idp-checkout': {
        sync: { status: 'Synced' },
        health: { status: 'Healthy' },
      },
      'idp-checkout-qa': { sync: { status: 'Synced' } },
      'idp-checkout-staging': { sync: { status: 'Synced' } },
      'idp-checkout-prod': { sync: { status: 'Synced' } },
    });
    expect(running('production', 'checkout-prod')).toMatchObject({
      spec: { replicas: 3 },
    });
  });

  it('refuses a name that the form would refuse too', async () => {
    await expect(
      runTask(backend.server.port(), {
        templateRef: 'template:default/nodejs-service',
        values: {
          name: 'Bad_Name',
          description: 'x',
          owner: 'group:default/team-alpha',
        },
      }),
    ).rejects.toThrow('400');
  });
});
