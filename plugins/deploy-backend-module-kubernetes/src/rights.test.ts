import { mockServices } from '@backstage/backend-test-utils';
import { DefaultKubernetesClient } from '@openportal/kubernetes-node';
import { WorkloadSource } from '@openportal/plugin-deploy-node/kubernetes';
import {
  Sandbox,
  placeWorkload,
  startSandbox,
  startWithRights,
} from '@openportal/sandbox';
import { KubernetesObserver } from './KubernetesObserver';

jest.setTimeout(60_000);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'minimal', controllers: false });
});
afterAll(() => sandbox.close());

it('needs no other rights than those of platform/rbac/deploy.yaml', async () => {
  const cluster = sandbox.clusters.platform;
  const rights = await startWithRights({
    cluster,
    file: 'deploy.yaml',
    namespace: 'openportal',
    serviceAccount: 'openportal-deploy',
  });
  placeWorkload(cluster.objects, {
    namespace: 'orders',
    name: 'orders',
    labels: { 'backstage.io/kubernetes-id': 'orders' },
    image: 'registry.example.com/acme/orders:v1',
  });
  const observer = new KubernetesObserver({
    sources: [
      new WorkloadSource({
        client: DefaultKubernetesClient.create({
          name: 'platform',
          url: rights.url,
          authentication: { type: 'token', token: rights.token },
          skipTLSVerify: false,
        }),
        logger: mockServices.logger.mock(),
      }),
    ],
    watch: true,
    namespaceAnnotation: false,
  });
  const target = {
    entityRef: 'component:default/orders',
    name: 'orders',
    environment: 'development',
    manifestPath: 'deploy',
    namespace: 'orders',
    annotations: { 'backstage.io/kubernetes-id': 'orders' },
  };
  await expect(observer.observe(target)).resolves.toMatchObject({
    health: 'healthy',
  });
  await new Promise<void>(resolve => {
    observer.watch?.(() => resolve());
  });
  await expect(observer.observe(target)).resolves.toMatchObject({
    health: 'healthy',
  });
  await observer.stop();

  expect(rights.refused()).toEqual([]);
  expect(rights.asked().filter(rule => !rule.startsWith('watch'))).toEqual([
    'list /pods',
    'list apps/daemonsets',
    'list apps/deployments',
    'list apps/statefulsets',
  ]);
  await rights.close();
});
