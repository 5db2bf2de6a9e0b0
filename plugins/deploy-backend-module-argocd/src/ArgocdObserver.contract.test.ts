import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { DeployTarget } from '@openportal/plugin-deploy-node';
import { describeObserverContract } from '@openportal/plugin-deploy-node/testing';
import {
  ArgocdApiSandbox,
  Sandbox,
  breakableSource,
  startArgocdApi,
  startSandbox,
  toPortalConfig,
} from '@openportal/sandbox';
import { createObserver } from './createObserver';
import { readArgocdConfig } from './readConfig';

jest.setTimeout(60_000);

const namespace = 'observed';
const revision = 'c'.repeat(40);
const image = `registry.example.com/acme/orders:v2@sha256:${'a'.repeat(64)}`;
const other = `registry.example.com/acme/orders:v1@sha256:${'b'.repeat(64)}`;
const target: DeployTarget = {
  entityRef: 'component:default/orders',
  name: 'orders',
  environment: 'qa',
  manifestPath: 'environments/qa',
  namespace: 'orders-qa',
  argocdApplication: 'idp-orders-qa',
  annotations: {},
};
const source = {
  repoURL: 'https://git.example.com/sandbox/idp-orders',
  path: 'environments/qa',
  targetRevision: 'HEAD',
};

let sandbox: Sandbox;
let api: ArgocdApiSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'minimal', controllers: false });
  api = await startArgocdApi({
    cluster: sandbox.clusters.platform,
    faults: sandbox.faults,
  });
});
afterAll(async () => {
  await api.close();
  await sandbox.close();
});

async function put(
  state: {
    health?: string;
    message?: string;
    image?: string;
    comparedTo?: object;
  } = {},
) {
  const { objects } = sandbox.clusters.platform;
  const application = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    namespace,
    name: 'idp-orders-qa',
  };
  const by = { fieldManager: 'test' };
  objects.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    by,
  );
  objects.apply(
    {
      apiVersion: application.apiVersion,
      kind: application.kind,
      metadata: { name: application.name, namespace },
      spec: {
        project: 'apps',
        source,
        destination: { name: 'in-cluster', namespace: 'orders-qa' },
      },
    },
    by,
  );
  objects.updateStatus(application, {
    sync: {
      status: 'Synced',
      revision,
      comparedTo: { source, ...state.comparedTo },
    },
    health: {
      status: state.health ?? 'Healthy',
      ...(state.message ? { message: state.message } : {}),
    },
    summary: { images: [state.image ?? image] },
  });
}

function argocd(kind: 'Kubernetes' | 'REST', token = api.token) {
  const config = readArgocdConfig(
    new ConfigReader({
      ...toPortalConfig(sandbox.endpoints),
      deploy: {
        argocd: {
          namespace,
          ...(kind === 'Kubernetes'
            ? { cluster: 'platform' }
            : { api: { url: api.url, token } }),
        },
      },
    }),
  );
  if (!config) {
    throw new Error('Expected deploy.argocd to be read');
  }
  return createObserver(config, mockServices.logger.mock());
}

describe.each(['Kubernetes', 'REST'] as const)('by the API of %s', kind => {
  describeObserverContract('Argo CD', async () => {
    await put();
    const observer = argocd(kind);
    return {
      observer,
      healthy: { target, image, revision },
      missing: { ...target, argocdApplication: 'idp-nothing' },
      become: {
        progressing: () =>
          put({ health: 'Progressing', message: '1 of 2 updated' }),
        degraded: () =>
          put({ health: 'Degraded', message: 'Back-off restarting' }),
        outdated: () =>
          put({ comparedTo: { source: { ...source, path: 'before' } } }),
        async otherImage() {
          await put({ image: other });
          return other;
        },
        healthy: () => put(),
      },
      source: breakableSource({
        faults: sandbox.faults,
        service: kind === 'Kubernetes' ? 'kubernetes:platform' : 'argocd',
        dropWatches: () =>
          kind === 'Kubernetes'
            ? sandbox.clusters.platform.dropWatches()
            : api.dropStreams(),
      }),
      close: () => observer.stop(),
    };
  });
});

it('C7: does not take what an account may not see for missing', async () => {
  await put();
  await expect(argocd('REST', api.blindToken).observe(target)).rejects.toThrow(
    "shows no Application 'idp-orders-qa', but its account may not read all of '*'",
  );
  await expect(argocd('REST', 'wrong').observe(target)).rejects.toThrow(
    'the token of deploy.argocd.api is wrong',
  );
  await expect(
    argocd('REST').observe({ ...target, argocdApplication: '../x?a=b' }),
  ).rejects.toThrow('which is no name in Kubernetes');
});
