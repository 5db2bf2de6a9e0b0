import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  Observer,
  deployAdaptersExtensionPoint,
} from '@openportal/plugin-deploy-node';
import deployModuleArgocd from '.';

const kubernetes = {
  clusterLocatorMethods: [
    {
      type: 'config',
      clusters: [{ name: 'platform', url: 'http://localhost:7110' }],
    },
  ],
};

async function start(deploy: { argocd?: { cluster: string } }) {
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
      deployModuleArgocd,
      mockServices.rootConfig.factory({ data: { kubernetes, deploy } }),
    ],
  });
  return added;
}

it('adds Argo CD where it is configured', async () => {
  await expect(start({})).resolves.toEqual([]);
  await expect(start({ argocd: { cluster: 'platform' } })).resolves.toEqual([
    expect.objectContaining({
      id: 'argocd',
      capabilities: { revision: true, watch: true },
    }),
  ]);
  await expect(start({ argocd: { cluster: 'moon' } })).rejects.toThrow(
    "the cluster 'moon'",
  );
});
