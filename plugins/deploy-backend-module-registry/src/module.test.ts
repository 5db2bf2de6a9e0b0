import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  ArtifactSource,
  deployAdaptersExtensionPoint,
} from '@openportal/plugin-deploy-node';
import deployModuleRegistry from '.';

it('adds the registries of the configuration to the deploy plugin', async () => {
  const added: ArtifactSource[] = [];
  await startTestBackend({
    extensionPoints: [
      [
        deployAdaptersExtensionPoint,
        {
          addDesiredState: jest.fn(),
          addObserver: jest.fn(),
          addArtifactSource: adapter => added.push(adapter),
          addNotifier: jest.fn(),
          addSourceHistory: jest.fn(),
          addPipelineSource: jest.fn(),
        },
      ],
    ],
    features: [
      deployModuleRegistry,
      mockServices.rootConfig.factory({
        data: { deploy: { registries: [{ host: 'ghcr.io' }] } },
      }),
    ],
  });

  expect(added.map(({ id }) => id)).toEqual(['registry']);
  expect(added[0].supports('ghcr.io/acme/orders')).toBe(true);
  expect(added[0].supports('quay.io/acme/orders')).toBe(false);
});
