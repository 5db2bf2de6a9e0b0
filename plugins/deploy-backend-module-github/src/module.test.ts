import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  DesiredState,
  deployAdaptersExtensionPoint,
  deployWebhooksExtensionPoint,
} from '@openportal/plugin-deploy-node';
import deployModuleGithub from '.';

it('adds the manifest strategy to the deploy plugin', async () => {
  const added: DesiredState[] = [];
  await startTestBackend({
    extensionPoints: [
      [
        deployAdaptersExtensionPoint,
        {
          addDesiredState: adapter => added.push(adapter),
          addObserver: jest.fn(),
          addArtifactSource: jest.fn(),
          addNotifier: jest.fn(),
          addSourceHistory: jest.fn(),
          addPipelineSource: jest.fn(),
        },
      ],
      [deployWebhooksExtensionPoint, { addRedelivery: jest.fn() }],
    ],
    features: [
      deployModuleGithub,
      mockServices.rootConfig.factory({
        data: {
          integrations: {
            github: [
              {
                host: 'localhost:7100',
                apiBaseUrl: 'http://localhost:7100/api/v3',
              },
            ],
          },
          idp: { github: { host: 'localhost:7100' } },
        },
      }),
    ],
  });

  expect(added).toEqual([
    expect.objectContaining({
      id: 'manifest',
      capabilities: {
        propose: true,
        pullRequests: true,
        history: true,
        diff: true,
      },
    }),
  ]);
});
