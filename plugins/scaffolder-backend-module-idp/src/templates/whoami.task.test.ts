import { promises as fs } from 'node:fs';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import { toKubeConfig } from '@openportal/kubernetes-node';
import { Sandbox, startSandbox, toPortalConfig } from '@openportal/sandbox';
import { parse } from 'yaml';
import scaffolderModuleIdp from '..';
import { repositoryPath } from './__testUtils__/repositoryFiles';
import { runTask } from './__testUtils__/runTask';

const xrd = 'whoamis.apps.openportal.dev';

const values = {
  name: 'hello',
  description: 'Says "hello": to everybody',
  cluster: 'platform',
  namespace: 'team-alpha',
  owner: 'group:default/team-alpha',
  spec: { replicas: 3, domain: 'hello.apps.example.com' },
};

async function readTemplate(): Promise<Entity> {
  const file = repositoryPath('templates', 'whoami', 'template.yaml');
  const template: Entity = parse(await fs.readFile(file, 'utf8'));
  template.metadata.annotations = {
    ...template.metadata.annotations,
    'backstage.io/managed-by-location': `file:${file}`,
  };
  return template;
}

const others: Entity[] = [
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
  // What the catalog reads once the task has registered it.
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'hello', namespace: 'default' },
  },
];

// Real servers on a busy machine: slower than the default allows.
jest.setTimeout(120_000);

describe('template whoami as a task of the scaffolder', () => {
  let sandbox: Sandbox;
  let backend: Awaited<ReturnType<typeof startTestBackend>>;

  beforeAll(async () => {
    // Jest loads ES modules only while a test runs, and tasks run between two of them.
    await toKubeConfig({
      name: 'preload',
      url: 'http://localhost',
      authentication: { type: 'none' },
      skipTLSVerify: true,
    });
    sandbox = await startSandbox({ tempo: 20 });
    // Until then the cluster does not offer what is ordered.
    await sandbox.idle();
    const catalog = Object.assign(
      catalogServiceMock({ entities: [await readTemplate(), ...others] }),
      { addLocation: async () => ({ location: {}, entities: [] }) },
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
          data: JSON.parse(JSON.stringify(toPortalConfig(sandbox.endpoints))),
        }),
      ],
    });
  });
  afterAll(async () => {
    await backend?.stop();
    await sandbox?.close();
  });

  const submit = (overrides: Partial<typeof values> = {}) =>
    runTask(backend.server.port(), {
      templateRef: 'template:default/whoami',
      values: { ...values, ...overrides },
    });

  const read = async (repository: string, path: string) => {
    const text = await sandbox.github.readFile(
      'sandbox',
      repository,
      'main',
      path,
    );
    return text === undefined ? undefined : parse(text);
  };

  const orders = () =>
    sandbox.github.pulls
      .list('sandbox', 'catalog-orders')
      .map(({ title, mergedAt }) => ({ title, isMerged: Boolean(mergedAt) }));

  const repositories = () =>
    sandbox.github.listRepositories('sandbox').map(({ name }) => name);

  it('creates the repository and the order, and the service runs', async () => {
    const { status, log, output } = await submit();
    expect([status, log]).toEqual(['completed', expect.any(String)]);
    const { url } = sandbox.endpoints.github;
    expect(output?.links).toEqual([
      expect.objectContaining({
        url: `/orders/platform/team-alpha/${xrd}/hello`,
      }),
      expect.objectContaining({
        url: expect.stringMatching(/\/sandbox\/catalog-orders\/pull\/\d+$/),
      }),
      expect.objectContaining({ url: `${url}/sandbox/idp-hello` }),
      expect.objectContaining({ entityRef: 'component:default/hello' }),
    ]);

    expect(await read('idp-hello', 'catalog-info.yaml')).toMatchObject({
      metadata: {
        name: 'hello',
        description: 'Says "hello": to everybody',
        annotations: { 'github.com/project-slug': 'sandbox/idp-hello' },
        links: [{ url: 'https://hello.apps.example.com' }],
      },
      spec: { owner: 'group:default/team-alpha' },
    });
    expect(
      await read('catalog-orders', 'namespaces/team-alpha/whoamis/hello.yaml'),
    ).toMatchObject({
      apiVersion: 'apps.openportal.dev/v1alpha1',
      kind: 'Whoami',
      metadata: { name: 'hello', namespace: 'team-alpha' },
      spec: { replicas: 3, domain: 'hello.apps.example.com' },
    });
    expect(orders()).toEqual([
      { title: expect.stringContaining('hello'), isMerged: true },
    ]);

    // Flux applies the order, Crossplane makes what it stands for.
    await sandbox.idle();
    const { objects } = sandbox.clusters.platform;
    const whoami = objects.get({
      apiVersion: 'apps.openportal.dev/v1alpha1',
      kind: 'Whoami',
      namespace: 'team-alpha',
      name: 'hello',
    });
    expect(whoami?.status?.conditions).toEqual([
      expect.objectContaining({ type: 'Synced', status: 'True' }),
      expect.objectContaining({ type: 'Ready', status: 'True' }),
    ]);
    const made = (apiVersion: string, kind: string) =>
      objects.list({ apiVersion, kind, namespace: 'team-alpha' });
    expect(made('apps/v1', 'Deployment')).toEqual([
      expect.objectContaining({
        spec: expect.objectContaining({ replicas: 3 }),
        status: expect.objectContaining({ readyReplicas: 3 }),
      }),
    ]);
    expect(
      made('v1', 'Service').map(({ metadata }) => metadata.annotations),
    ).toEqual([
      expect.objectContaining({
        'external-dns.alpha.kubernetes.io/hostname': 'hello.apps.example.com',
      }),
    ]);
  });

  it('orders nothing when the repository is refused', async () => {
    const before = orders();
    await sandbox.github.createRepository({
      owner: 'sandbox',
      name: 'idp-foreign',
      actor: 'other-developer',
      autoInit: true,
    });
    const { status, log } = await submit({ name: 'foreign' });
    expect(status).toBe('failed');
    expect(log).toContain('Nothing was written to it');
    expect(orders()).toEqual(before);
    expect(
      await read(
        'catalog-orders',
        'namespaces/team-alpha/whoamis/foreign.yaml',
      ),
    ).toBeUndefined();
  });

  it('leaves a complete repository and no order when the order is refused', async () => {
    const before = orders();
    const { status, log } = await submit({
      name: 'half-done',
      cluster: 'nowhere',
    });
    expect(status).toBe('failed');
    expect(log).toContain('Cluster "nowhere" is not configured');
    expect(await read('idp-half-done', 'catalog-info.yaml')).toMatchObject({
      metadata: { name: 'half-done' },
    });
    expect(orders()).toEqual(before);
  });

  it.each([
    ['replicas beyond the limit', { spec: { ...values.spec, replicas: 6 } }],
    ['a domain that is none', { spec: { ...values.spec, domain: 'Not one' } }],
    ['a name that is none', { name: 'Bad_Name' }],
    ['a namespace that is none', { namespace: '../team-beta' }],
  ])('writes nothing for %s', async (_what, wrong) => {
    const before = [orders(), repositories()];
    await expect(submit({ name: 'never', ...wrong })).rejects.toThrow('400');
    expect([orders(), repositories()]).toEqual(before);
  });
});
