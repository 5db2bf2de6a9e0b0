import { mockServices } from '@backstage/backend-test-utils';
import { DefaultKubernetesClient } from '@openportal/kubernetes-node';
import { Sandbox, startSandbox, startWithRights } from '@openportal/sandbox';
import { FluxWorld, target } from './__testUtils__/fluxWorld';
import { FluxCluster } from './FluxCluster';
import { FluxObserver } from './FluxObserver';

jest.setTimeout(60_000);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'minimal', controllers: false });
});
afterAll(() => sandbox.close());

it('needs no other rights than those of platform/rbac/deploy.yaml', async () => {
  const rights = await startWithRights({
    cluster: sandbox.clusters.platform,
    file: 'deploy.yaml',
    namespace: 'openportal',
    serviceAccount: 'openportal-deploy',
  });
  const world = new FluxWorld(sandbox);
  world.healthy();
  world.kustomization({
    inventory: [
      'orders-qa_orders_apps_Deployment',
      'flux-system_orders_helm.toolkit.fluxcd.io_HelmRelease',
    ],
  });
  world.release();
  const observer = new FluxObserver({
    clusters: [
      new FluxCluster({
        client: DefaultKubernetesClient.create({
          name: 'platform',
          url: rights.url,
          authentication: { type: 'token', token: rights.token },
          skipTLSVerify: false,
        }),
        helm: true,
        logger: mockServices.logger.mock(),
      }),
    ],
    namespace: 'flux-system',
  });
  await expect(observer.observe(target)).resolves.toMatchObject({
    health: 'healthy',
    sync: 'synced',
  });
  await new Promise<void>(resolve => {
    observer.watch(() => resolve());
  });
  await observer.stop();

  expect(rights.refused()).toEqual([]);
  expect(rights.asked().filter(rule => !rule.startsWith('watch'))).toEqual([
    'get apps/deployments',
    'list /pods',
    'list apps/daemonsets',
    'list apps/deployments',
    'list apps/statefulsets',
    'list helm.toolkit.fluxcd.io/helmreleases',
    'list kustomize.toolkit.fluxcd.io/kustomizations',
    'list source.toolkit.fluxcd.io/gitrepositories',
  ]);
  await rights.close();
});
