import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  Observer,
  deployAdaptersExtensionPoint,
} from '@openportal/plugin-deploy-node';
import deployModuleKubernetes from '.';

const kubernetes = {
  clusterLocatorMethods: [
    {
      type: 'config',
      clusters: [
        { name: 'platform', url: 'http://localhost:7110' },
        { name: 'eks', url: 'https://eks.example.org', authProvider: 'aws' },
      ],
    },
  ],
};

async function start(deploy: {
  kubernetes?: { clusters: string[]; watch?: boolean; stuckAfter?: string };
}) {
  const added: Observer[] = [];
  await startTestBackend({
    extensionPoints: [
      [
        deployAdaptersExtensionPoint,
        {
          addDesiredState: jest.fn(),
          addObserver: adapter => added.push(adapter),
          addArtifactSource: jest.fn(),
          addNotifier: jest.fn(),
          addSourceHistory: jest.fn(),
          addPipelineSource: jest.fn(),
        },
      ],
    ],
    features: [
      deployModuleKubernetes,
      mockServices.rootConfig.factory({ data: { kubernetes, deploy } }),
    ],
  });
  return added;
}

it('observes the clusters of the configuration, and no others', async () => {
  await expect(start({})).resolves.toEqual([]);
  const [observer] = await start({
    kubernetes: { clusters: ['platform'], stuckAfter: '1m' },
  });
  expect(observer).toMatchObject({
    id: 'kubernetes',
    capabilities: { revision: false, watch: true },
  });
  await expect(
    observer.observe({
      entityRef: 'component:default/orders',
      name: 'orders',
      environment: 'prod',
      manifestPath: 'environments/prod',
      namespace: 'orders',
      cluster: 'production',
      annotations: {
        'backstage.io/kubernetes-id': 'orders',
        'backstage.io/kubernetes-cluster': 'platform',
      },
    }),
  ).rejects.toThrow(
    "The environment 'prod' is in the cluster 'production', which deploy.kubernetes.clusters does not name",
  );

  const [quiet] = await start({
    kubernetes: { clusters: ['platform'], watch: false },
  });
  expect(quiet.capabilities.watch).toBe(false);
  expect(quiet.watch).toBeUndefined();
});

it('refuses a configuration that cannot work, with the key and the fix', async () => {
  await expect(start({ kubernetes: { clusters: [] } })).rejects.toThrow(
    'deploy.kubernetes.clusters is empty: name at least one cluster',
  );
  await expect(start({ kubernetes: { clusters: ['moon'] } })).rejects.toThrow(
    "deploy.kubernetes.clusters names the cluster 'moon', which is not in kubernetes.clusterLocatorMethods; known are: 'platform'",
  );
  await expect(start({ kubernetes: { clusters: ['eks'] } })).rejects.toThrow(
    "deploy.kubernetes.clusters is 'eks'. Cluster 'eks' is left out: its authProvider 'aws'",
  );
  await expect(
    start({ kubernetes: { clusters: ['platform', 'platform'] } }),
  ).rejects.toThrow("names the cluster 'platform' twice");
});
