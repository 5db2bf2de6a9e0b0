import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  DesiredState,
  Observer,
  deployAdaptersExtensionPoint,
} from '@openportal/plugin-deploy-node';
import deployModuleCrossplane from '.';

const base = {
  kubernetes: {
    clusterLocatorMethods: [
      {
        type: 'config',
        clusters: [{ name: 'platform', url: 'http://localhost:7110' }],
      },
    ],
  },
  integrations: { github: [{ host: 'github.com', token: 'test-token' }] },
};
const kind = {
  xrd: 'apps.example.org',
  version: 'v1alpha1',
  image: 'spec.image',
};
const idp = {
  github: { host: 'github.com' },
  orders: { repository: 'acme/catalog-orders' },
};

async function start(data: object) {
  const observers: Observer[] = [];
  const states: DesiredState[] = [];
  await startTestBackend({
    extensionPoints: [
      [
        deployAdaptersExtensionPoint,
        {
          addDesiredState: adapter => states.push(adapter),
          addObserver: adapter => observers.push(adapter),
          addArtifactSource: jest.fn(),
          addNotifier: jest.fn(),
          addSourceHistory: jest.fn(),
          addPipelineSource: jest.fn(),
        },
      ],
    ],
    features: [
      deployModuleCrossplane,
      mockServices.rootConfig.factory({ data: { ...base, ...data } }),
    ],
  });
  return [...observers, ...states].map(({ id }) => id);
}

const deploy = (...kinds: object[]) => ({
  deploy: { crossplane: { clusters: ['platform'], kinds } },
});

it('observes, and deploys where orders are configured', async () => {
  await expect(start({})).resolves.toEqual([]);
  await expect(start(deploy(kind))).resolves.toEqual(['crossplane']);
  await expect(start({ ...deploy(kind), idp })).resolves.toEqual([
    'crossplane',
    'order',
  ]);
});

it('refuses a configuration that cannot work, with the key and the fix', async () => {
  await expect(start(deploy({ ...kind, xrd: 'apps' }))).rejects.toThrow(
    "deploy.crossplane.kinds[0].xrd is 'apps': write the name of the XRD",
  );
  await expect(start(deploy({ ...kind, tag: 'spec.tag' }))).rejects.toThrow(
    "deploy.crossplane.kinds[0] needs either 'image' or 'tag'",
  );
  await expect(
    start(deploy({ ...kind, image: 'metadata.name' })),
  ).rejects.toThrow('write a path below spec');
  await expect(start(deploy({ ...kind, version: '1' }))).rejects.toThrow(
    'write a version of the API',
  );
  await expect(start(deploy(kind, kind))).rejects.toThrow('named twice');
});
