import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  DesiredState,
  deployAdaptersExtensionPoint,
  deployWebhooksExtensionPoint,
} from '@openportal/plugin-deploy-node';
import deployModuleGithub from '.';

it('adds what GitHub can do to the deploy plugin', async () => {
  const added: DesiredState[] = [];
  const others: string[] = [];
  const note = ({ id }: { id: string }) => others.push(id);
  await startTestBackend({
    extensionPoints: [
      [
        deployAdaptersExtensionPoint,
        {
          addDesiredState: adapter => added.push(adapter),
          addObserver: note,
          addArtifactSource: note,
          addNotifier: note,
          addSourceHistory: note,
          addPipelineSource: note,
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
          deploy: {
            github: {
              jobs: [{ name: 'deploy', workflow: 'deploy.yml' }],
              deploymentStatuses: true,
              releases: [{ image: 'ghcr.io/acme/*', repository: 'acme/*' }],
              runArtifacts: [{ image: 'ghcr.io/acme/a', repository: 'acme/a' }],
            },
          },
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
    expect.objectContaining({ id: 'branch' }),
    expect.objectContaining({ id: 'job' }),
  ]);
  expect(others.sort()).toEqual([
    'github',
    'github-actions',
    'github-actions-artifacts',
    'github-deployment-status',
    'github-deployments',
    'github-releases',
  ]);
});
