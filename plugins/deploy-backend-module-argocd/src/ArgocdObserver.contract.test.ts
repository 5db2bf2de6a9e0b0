import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { DefaultKubernetesClient } from '@openportal/kubernetes-node';
import { DeployTarget } from '@openportal/plugin-deploy-node';
import { describeObserverContract } from '@openportal/plugin-deploy-node/testing';
import { Sandbox, startSandbox, toPortalConfig } from '@openportal/sandbox';
import { ArgocdObserver } from './ArgocdObserver';
import { readArgocdConfig } from './readConfig';

jest.setTimeout(60_000);

// Not the namespace of a running Argo CD: nobody else writes the status there.
const namespace = 'observed';
const image = `localhost:7120/sandbox/idp-orders:v2@sha256:${'a'.repeat(64)}`;
const target: DeployTarget = {
  entityRef: 'component:default/orders',
  name: 'orders',
  environment: 'qa',
  manifestPath: 'environments/qa',
  namespace: 'orders-qa',
  argocdApplication: 'idp-orders-qa',
  annotations: {},
};

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'minimal' });
  const { objects } = sandbox.clusters.platform;
  const application = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    namespace,
    name: 'idp-orders-qa',
  };
  objects.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { fieldManager: 'test' },
  );
  objects.apply(
    {
      apiVersion: application.apiVersion,
      kind: application.kind,
      metadata: { name: application.name, namespace },
      spec: {
        project: 'apps',
        source: {
          repoURL: `${sandbox.endpoints.github.url}/sandbox/idp-orders`,
          path: 'environments/qa',
          targetRevision: 'HEAD',
        },
        destination: { name: 'in-cluster', namespace: 'orders-qa' },
      },
    },
    { fieldManager: 'test' },
  );
  objects.updateStatus(application, {
    sync: { status: 'Synced', revision: 'c'.repeat(40) },
    health: { status: 'Healthy' },
    summary: { images: [image] },
  });
});
afterEach(() => sandbox.faults.clear());
afterAll(() => sandbox.close());

function createObserver() {
  const argocd = readArgocdConfig(
    new ConfigReader({
      ...toPortalConfig(sandbox.endpoints),
      deploy: { argocd: { cluster: 'platform', namespace } },
    }),
  );
  if (!argocd) {
    throw new Error('Expected deploy.argocd to be read');
  }
  return new ArgocdObserver({
    client: DefaultKubernetesClient.create(argocd.cluster),
    namespace: argocd.namespace,
    logger: mockServices.logger.mock(),
  });
}

describeObserverContract('Argo CD', async () => ({
  observer: createObserver(),
  healthy: { target, image, revision: 'c'.repeat(40) },
  missing: { ...target, argocdApplication: 'idp-nothing' },
  async breakSource() {
    sandbox.faults.add({
      service: 'kubernetes:platform',
      path: /./,
      action: { kind: 'status', status: 503 },
    });
  },
  close: async () => undefined,
}));

it('hears of a change through one watch of the cluster', async () => {
  const observer = createObserver();
  const names: string[] = [];
  const waiting: Array<() => void> = [];
  const stop = observer.watch(hint => {
    names.push('argocdApplication' in hint ? hint.argocdApplication : '');
    waiting.splice(0).forEach(wake => wake());
  });
  const next = () => new Promise<void>(resolve => waiting.push(resolve));
  if (names.length === 0) {
    await next();
  }

  const changed = next();
  sandbox.clusters.platform.objects.updateStatus(
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      namespace,
      name: 'idp-orders-qa',
    },
    {
      sync: { status: 'Synced', revision: 'd'.repeat(40) },
      health: { status: 'Degraded', message: 'Back-off restarting' },
    },
  );
  await changed;

  expect(new Set(names)).toEqual(new Set(['idp-orders-qa']));
  await expect(observer.observe(target)).resolves.toMatchObject({
    health: 'degraded',
    message: 'Back-off restarting',
    revision: 'd'.repeat(40),
  });
  stop();
  await observer.stop();
});
