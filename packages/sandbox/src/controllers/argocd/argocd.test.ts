import { KubernetesObject } from '../../kubernetes';
import { deployment } from '../../kubernetes/__testUtils__/testCluster';
import { stringAt, valueAt } from '../../kubernetes/types';
import {
  namespace,
  startTestWorld,
  TestWorld,
} from '../__testUtils__/testWorld';
import { findCondition } from '../conditions';

const by = { fieldManager: 'test' };
const IMAGE = 'localhost:1/o/shop';

function appFiles(image: string) {
  return {
    'deploy/kustomization.yaml': {
      resources: ['namespace.yaml', 'deployment.yaml', 'service.yaml'],
    },
    'deploy/namespace.yaml': namespace('shop'),
    'deploy/deployment.yaml': {
      ...deployment('shop', image),
      metadata: { name: 'shop', namespace: 'shop' },
    },
    'deploy/service.yaml': {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'shop', namespace: 'shop' },
      spec: { selector: { app: 'shop' }, ports: [{ port: 80 }] },
    },
  };
}

function environmentFiles(environment: string, image: string) {
  return {
    [`environments/${environment}/kustomization.yaml`]: {
      resources: ['../../deploy'],
      namespace: `shop-${environment}`,
      patches: [{ path: 'deployment.yaml' }],
    },
    [`environments/${environment}/deployment.yaml`]: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'shop' },
      spec: { template: { spec: { containers: [{ name: 'app', image }] } } },
    },
  };
}

const scmProvider = (path: string) => ({
  scmProvider: {
    github: { organization: 'sandbox' },
    filters: [{ repositoryMatch: '^idp-', pathsExist: [path] }],
  },
});

function applicationSet(
  name: string,
  generators: object[],
  template: { name: string; path: string; cluster: string },
): KubernetesObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name, namespace: 'argocd' },
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators,
      template: {
        metadata: { name: template.name },
        spec: {
          project: 'apps',
          source: {
            repoURL: '{{ .url }}',
            targetRevision: '{{ .branch }}',
            path: template.path,
          },
          destination: {
            name: template.cluster,
            namespace: '{{ .repository | trimPrefix "idp-" | normalize }}',
          },
          syncPolicy: {
            automated: { prune: true, selfHeal: true },
            syncOptions: ['CreateNamespace=true'],
            retry: { limit: 2 },
          },
        },
      },
    },
  };
}

jest.setTimeout(60_000);

describe('Argo CD', () => {
  let world: TestWorld;
  let first: string;

  const application = (name: string) =>
    world.platform.get({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      namespace: 'argocd',
      name,
    });
  const names = () =>
    world.platform
      .list({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' })
      .map(({ metadata }) => metadata.name);
  const shop = (inNamespace: string, cluster = world.platform) =>
    cluster.get({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: inNamespace,
      name: 'shop',
    });

  beforeAll(async () => {
    world = await startTestWorld();
    const { platform, repositories } = world;
    platform.apply(namespace('argocd'), by);
    platform.apply(
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {
          name: 'production',
          namespace: 'argocd',
          labels: { 'argocd.argoproj.io/secret-type': 'cluster' },
        },
        stringData: { name: 'production', server: world.productionUrl },
      },
      by,
    );
    platform.apply(
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'AppProject',
        metadata: { name: 'apps', namespace: 'argocd' },
        spec: {
          sourceRepos: [`${repositories.baseUrl}/sandbox/idp-*`],
          destinations: [
            { name: 'in-cluster', namespace: '*' },
            { name: 'production', namespace: '*' },
          ],
          clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
        },
      },
      by,
    );
    first = repositories.commit('idp-shop', appFiles(`${IMAGE}:sha-1`));
    repositories.commit('other', appFiles(`${IMAGE}:sha-1`));
    repositories.commit('idp-legacy', { 'README.md': 'nothing to deploy' });
    platform.apply(
      applicationSet('workloads', [scmProvider('deploy')], {
        name: '{{ .repository }}',
        path: 'deploy',
        cluster: 'in-cluster',
      }),
      by,
    );
    platform.apply(
      applicationSet(
        'environments',
        [
          {
            matrix: {
              generators: [
                scmProvider('environments'),
                {
                  list: {
                    elements: [
                      { environment: 'qa', cluster: 'in-cluster' },
                      { environment: 'prod', cluster: 'production' },
                    ],
                  },
                },
              ],
            },
          },
        ],
        {
          name: '{{ .repository }}-{{ .environment }}',
          path: 'environments/{{ .environment }}',
          cluster: '{{ .cluster }}',
        },
      ),
      by,
    );
    await world.settle();
  });
  afterAll(() => world.close());

  it('makes an application for each repository that has what the filter asks', () => {
    expect(names()).toEqual(['idp-shop']);
    expect(application('idp-shop')).toMatchObject({
      spec: {
        source: {
          repoURL: world.repositories.url('idp-shop'),
          targetRevision: 'main',
        },
        destination: { namespace: 'shop' },
      },
      status: {
        sync: { status: 'Synced', revision: first },
        health: { status: 'Healthy' },
        operationState: {
          phase: 'Succeeded',
          syncResult: { revision: first },
        },
        history: [{ id: 0, revision: first }],
        summary: { images: [`${IMAGE}:sha-1`] },
        reconciledAt: expect.any(String),
      },
    });
    expect(valueAt(application('idp-shop'), 'status', 'resources')).toEqual([
      expect.objectContaining({ kind: 'Namespace', status: 'Synced' }),
      expect.objectContaining({
        kind: 'Service',
        health: { status: 'Healthy' },
      }),
      expect.objectContaining({
        kind: 'Deployment',
        group: 'apps',
        namespace: 'shop',
        health: { status: 'Healthy' },
      }),
    ]);
  });

  it('follows commits, environments and clusters', async () => {
    world.repositories.commit('idp-shop', {
      ...environmentFiles('qa', `${IMAGE}:sha-1`),
      ...environmentFiles('prod', `${IMAGE}:sha-0`),
    });
    await world.settle();
    expect(names()).toEqual(['idp-shop', 'idp-shop-prod', 'idp-shop-qa']);
    const imageOf = (object: KubernetesObject | undefined) =>
      JSON.stringify(object?.spec).match(/"image":"([^"]+)"/)?.[1];
    expect(imageOf(shop('shop-qa'))).toBe(`${IMAGE}:sha-1`);
    expect(imageOf(shop('shop-prod', world.production))).toBe(`${IMAGE}:sha-0`);
    expect(shop('shop-prod')).toBeUndefined();

    const seen = new Set<string>();
    const stop = world.platform.subscribe(({ object }) => {
      if (object.metadata.name === 'idp-shop-prod') {
        seen.add(stringAt(object, 'status', 'health', 'status') ?? '');
      }
    });
    const promoted = world.repositories.commit(
      'idp-shop',
      environmentFiles('prod', `${IMAGE}:sha-1`),
    );
    await world.settle();
    stop();
    expect(imageOf(shop('shop-prod', world.production))).toBe(`${IMAGE}:sha-1`);
    expect([...seen]).toEqual(['Healthy', 'Progressing']);
    expect(application('idp-shop-prod')?.status).toMatchObject({
      sync: { status: 'Synced', revision: promoted },
      health: { status: 'Healthy' },
      summary: { images: [`${IMAGE}:sha-1`] },
    });
  });

  it('heals drift and prunes what git no longer has', async () => {
    world.platform.apply(
      {
        ...deployment('shop', 'manual:1'),
        metadata: { name: 'shop', namespace: 'shop' },
      },
      { fieldManager: 'kubectl' },
    );
    await world.settle();
    expect(JSON.stringify(shop('shop')?.spec)).toContain(`${IMAGE}:sha-1`);

    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      namespace: 'shop',
      name: 'shop',
    };
    expect(world.platform.get(service)).toBeDefined();
    world.repositories.commit('idp-shop', {
      'deploy/kustomization.yaml': {
        resources: ['namespace.yaml', 'deployment.yaml'],
      },
    });
    await world.settle();
    expect(world.platform.get(service)).toBeUndefined();
    expect(application('idp-shop')?.status).toMatchObject({
      sync: { status: 'Synced' },
    });
  });

  it('says what is wrong with a commit and keeps what runs', async () => {
    const before = shop('shop')?.metadata.uid;
    world.repositories.commit('idp-shop', {
      'deploy/deployment.yaml': 'kind: [',
    });
    await world.settle();
    expect(application('idp-shop')?.status).toMatchObject({
      conditions: [
        {
          type: 'ComparisonError',
          message: expect.stringContaining('MalformedYAMLError'),
        },
      ],
      sync: { status: 'Unknown' },
    });
    expect(shop('shop')?.metadata.uid).toBe(before);

    world.repositories.commit('idp-shop', {
      'deploy/deployment.yaml': {
        ...deployment('shop'),
        metadata: { name: 'shop', namespace: 'shop' },
        spec: { replicas: 'many' },
      },
    });
    const failed = await world.until(
      world.platform,
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        namespace: 'argocd',
        name: 'idp-shop',
      },
      object =>
        valueAt(object, 'status', 'operationState', 'retryCount') === 2 &&
        stringAt(object, 'status', 'operationState', 'phase') === 'Failed',
    );
    expect(stringAt(failed, 'status', 'operationState', 'message')).toContain(
      'spec.replicas',
    );

    world.repositories.commit('idp-shop', appFiles(`${IMAGE}:sha-3`));
    await world.settle();
    expect(application('idp-shop')?.status).toMatchObject({
      sync: { status: 'Synced' },
      health: { status: 'Healthy' },
    });
  });

  it('is degraded while the image does not exist', async () => {
    world.missingImages.add(`${IMAGE}:sha-4`);
    world.repositories.commit('idp-shop', appFiles(`${IMAGE}:sha-4`));
    world.controllers.wake();
    const degraded = await world.until(
      world.platform,
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        namespace: 'argocd',
        name: 'idp-shop',
      },
      object => stringAt(object, 'status', 'health', 'status') === 'Degraded',
    );
    expect(degraded?.status).toMatchObject({ sync: { status: 'Synced' } });
    world.missingImages.clear();
    world.controllers.wake();
  });

  it('answers a refresh', async () => {
    const before = application('idp-shop');
    world.platform.apply(
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: {
          name: 'idp-shop',
          namespace: 'argocd',
          annotations: { 'argocd.argoproj.io/refresh': 'normal' },
        },
      },
      by,
    );
    await world.settle();
    const after = application('idp-shop');
    expect(after?.metadata.annotations ?? {}).not.toHaveProperty([
      'argocd.argoproj.io/refresh',
    ]);
    expect(after?.metadata.resourceVersion).not.toBe(
      before?.metadata.resourceVersion,
    );
  });

  it('refuses what the project does not allow', async () => {
    world.platform.create({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'foreign', namespace: 'argocd' },
      spec: {
        project: 'apps',
        source: { repoURL: world.repositories.url('other'), path: 'deploy' },
        destination: { name: 'nowhere', namespace: 'x' },
      },
    });
    await world.settle();
    expect(application('foreign')?.status).toMatchObject({
      conditions: [
        {
          type: 'InvalidSpecError',
          message: expect.stringContaining('no clusters with this name'),
        },
      ],
    });
  });

  it('removes an application, and what it runs, with its folder', async () => {
    world.repositories.commit('idp-shop', {
      'deploy/kustomization.yaml': undefined,
      'deploy/namespace.yaml': undefined,
      'deploy/deployment.yaml': undefined,
      'deploy/service.yaml': undefined,
    });
    await world.settle();
    expect(names()).not.toContain('idp-shop');
    expect(shop('shop')).toBeUndefined();
  });

  it('keeps all applications when a generator fails', async () => {
    const before = names();
    world.platform.apply(
      applicationSet('workloads', [{ clusters: {} }], {
        name: '{{ .repository }}',
        path: 'deploy',
        cluster: 'in-cluster',
      }),
      by,
    );
    await world.settle();
    expect(names()).toEqual(before);
    const set = world.platform.get({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'ApplicationSet',
      namespace: 'argocd',
      name: 'workloads',
    });
    expect(findCondition(set, 'ErrorOccurred')).toMatchObject({
      status: 'True',
      message: expect.stringContaining('not supported'),
    });
  });
});
