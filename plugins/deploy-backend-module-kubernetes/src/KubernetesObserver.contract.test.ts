import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { DefaultKubernetesClient } from '@openportal/kubernetes-node';
import { DeployTarget } from '@openportal/plugin-deploy-node';
import { WorkloadSource } from '@openportal/plugin-deploy-node/kubernetes';
import { describeObserverContract } from '@openportal/plugin-deploy-node/testing';
import {
  PlacedWorkload,
  Sandbox,
  breakableSource,
  placeWorkload,
  startSandbox,
  toPortalConfig,
} from '@openportal/sandbox';
import { KubernetesObserver } from './KubernetesObserver';
import { readKubernetesConfig } from './readConfig';

jest.setTimeout(60_000);

const image = `registry.example.com/acme/orders:v2@sha256:${'a'.repeat(64)}`;
const other = `registry.example.com/acme/orders:v1@sha256:${'b'.repeat(64)}`;
const target: DeployTarget = {
  entityRef: 'component:default/orders',
  name: 'orders',
  environment: 'qa',
  manifestPath: 'environments/qa',
  namespace: 'orders-qa',
  cluster: 'platform',
  annotations: { 'backstage.io/kubernetes-id': 'orders' },
};

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'minimal', controllers: false });
});
afterAll(() => sandbox.close());

function createObserver() {
  const config = readKubernetesConfig(
    new ConfigReader({
      ...toPortalConfig(sandbox.endpoints),
      deploy: { kubernetes: { clusters: ['platform', 'production'] } },
    }),
  );
  if (!config) {
    throw new Error('Expected deploy.kubernetes to be read');
  }
  return new KubernetesObserver({
    ...config,
    sources: config.clusters.map(
      cluster =>
        new WorkloadSource({
          client: DefaultKubernetesClient.create(cluster),
          logger: mockServices.logger.mock(),
        }),
    ),
  });
}

describe.each(['Deployment', 'StatefulSet', 'DaemonSet'] as const)(
  '%s',
  kind => {
    const namespace = `orders-${kind.toLocaleLowerCase('en-US')}`;
    const place = async (state: Partial<PlacedWorkload> = {}) =>
      placeWorkload(sandbox.clusters.platform.objects, {
        kind,
        namespace,
        name: 'orders',
        labels: { 'backstage.io/kubernetes-id': 'orders' },
        image,
        ...state,
      });

    describeObserverContract('Kubernetes', async () => {
      await place();
      const observer = createObserver();
      return {
        observer,
        healthy: { target: { ...target, namespace }, image },
        missing: { ...target, namespace: 'orders-nowhere' },
        become: {
          progressing: () => place({ ready: false }),
          degraded: () =>
            place({
              waiting: { reason: 'ImagePullBackOff', message: 'not found' },
            }),
          outdated: () => place({ observed: false }),
          async otherImage() {
            await place({ running: other });
            return other;
          },
          healthy: () => place(),
        },
        source: breakableSource({
          faults: sandbox.faults,
          service: 'kubernetes:platform',
          dropWatches: () => sandbox.clusters.platform.dropWatches(),
        }),
        close: () => observer.stop(),
      };
    });
  },
);
