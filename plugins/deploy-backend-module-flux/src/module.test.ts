import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  Observer,
  deployAdaptersExtensionPoint,
} from '@openportal/plugin-deploy-node';
import deployModuleFlux from '.';

const kubernetes = {
  clusterLocatorMethods: [
    {
      type: 'config',
      clusters: [{ name: 'platform', url: 'http://localhost:7110' }],
    },
  ],
};

async function start(deploy: { flux?: { clusters: string[]; hub?: string } }) {
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
      deployModuleFlux,
      mockServices.rootConfig.factory({ data: { kubernetes, deploy } }),
    ],
  });
  return added;
}

it('observes Flux where it is configured, and refuses what cannot work', async () => {
  await expect(start({})).resolves.toEqual([]);
  await expect(start({ flux: { clusters: ['platform'] } })).resolves.toEqual([
    expect.objectContaining({
      id: 'flux',
      capabilities: { revision: true, watch: true },
    }),
  ]);
  await expect(start({ flux: { clusters: [] } })).rejects.toThrow(
    'deploy.flux.clusters is empty',
  );
  await expect(start({ flux: { clusters: ['moon'] } })).rejects.toThrow(
    "deploy.flux.clusters names the cluster 'moon'",
  );
  await expect(
    start({ flux: { clusters: ['platform'], hub: 'moon' } }),
  ).rejects.toThrow("deploy.flux.hub is 'moon'");
});
