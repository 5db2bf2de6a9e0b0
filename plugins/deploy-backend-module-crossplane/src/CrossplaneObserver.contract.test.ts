import { mockServices } from '@backstage/backend-test-utils';
import { DefaultKubernetesClient } from '@openportal/kubernetes-node';
import { DeployTarget } from '@openportal/plugin-deploy-node';
import { describeObserverContract } from '@openportal/plugin-deploy-node/testing';
import { Sandbox, breakableSource, startSandbox } from '@openportal/sandbox';
import { CrossplaneObserver } from './CrossplaneObserver';

jest.setTimeout(60_000);

const image = `registry.example.com/acme/orders:v2@sha256:${'a'.repeat(64)}`;
const other = `registry.example.com/acme/orders:v1@sha256:${'b'.repeat(64)}`;
const target: DeployTarget = {
  entityRef: 'component:default/orders',
  name: 'orders',
  environment: 'qa',
  manifestPath: 'environments/qa',
  namespace: 'orders-qa',
  annotations: {
    'crossplane.io/xrd-name': 'apps.example.org',
    'crossplane.io/resource-name': '{name}-{env}',
  },
};
const by = { fieldManager: 'test' };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'minimal', controllers: false });
  const { objects } = sandbox.clusters.platform;
  objects.apply(
    {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'apps.example.org' },
      spec: {
        group: 'example.org',
        scope: 'Namespaced',
        names: { plural: 'apps', singular: 'app', kind: 'App' },
        versions: [
          {
            name: 'v1alpha1',
            served: true,
            storage: true,
            subresources: { status: {} },
            schema: {
              openAPIV3Schema: {
                type: 'object',
                'x-kubernetes-preserve-unknown-fields': true,
              },
            },
          },
        ],
      },
    },
    by,
  );
  objects.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'orders-qa' } },
    by,
  );
});
afterAll(() => sandbox.close());

async function put(
  state: {
    image?: string;
    synced?: string;
    ready?: string;
    behind?: number;
    message?: string;
  } = {},
) {
  const { objects } = sandbox.clusters.platform;
  const app = objects.apply(
    {
      apiVersion: 'example.org/v1alpha1',
      kind: 'App',
      metadata: { name: 'orders-qa', namespace: 'orders-qa' },
      spec: { image: state.image ?? image },
    },
    by,
  );
  const observedGeneration =
    (app.metadata.generation ?? 1) - (state.behind ?? 0);
  const { message = 'said so' } = state;
  objects.updateStatus(
    {
      apiVersion: 'example.org/v1alpha1',
      kind: 'App',
      namespace: 'orders-qa',
      name: 'orders-qa',
    },
    {
      conditions: [
        {
          type: 'Synced',
          status: state.synced ?? 'True',
          message,
          observedGeneration,
        },
        {
          type: 'Ready',
          status: state.ready ?? 'True',
          message,
          observedGeneration,
        },
      ],
    },
  );
}

describeObserverContract('Crossplane', async () => {
  await put();
  const { name, url, token } = sandbox.clusters.platform;
  const observer = new CrossplaneObserver({
    clients: [
      DefaultKubernetesClient.create({
        name,
        url,
        authentication: { type: 'token', token },
        skipTLSVerify: false,
      }),
    ],
    kinds: [
      {
        xrd: 'apps.example.org',
        resource: { group: 'example.org', version: 'v1alpha1', plural: 'apps' },
        clusterScoped: false,
        field: { path: ['spec', 'image'], holds: 'image' },
      },
    ],
    logger: mockServices.logger.mock(),
  });
  return {
    observer,
    healthy: { target, image },
    missing: { ...target, name: 'nothing' },
    become: {
      progressing: () => put({ ready: 'False', message: 'still creating' }),
      degraded: () => put({ synced: 'False', message: 'cannot compose' }),
      outdated: () => put({ behind: 1 }),
      async otherImage() {
        await put({ image: other });
        return other;
      },
      healthy: () => put(),
    },
    source: breakableSource({
      faults: sandbox.faults,
      service: 'kubernetes:platform',
      dropWatches: () => sandbox.clusters.platform.dropWatches(),
    }),
    close: () => observer.stop(),
  };
});
