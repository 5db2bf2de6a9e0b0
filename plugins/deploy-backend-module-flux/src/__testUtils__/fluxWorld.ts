import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { DefaultKubernetesClient } from '@openportal/kubernetes-node';
import { DeployTarget } from '@openportal/plugin-deploy-node';
import {
  PlacedWorkload,
  Sandbox,
  placeWorkload,
  toPortalConfig,
} from '@openportal/sandbox';
import { FluxCluster } from '../FluxCluster';
import { FluxObserver } from '../FluxObserver';
import { readFluxConfig } from '../readConfig';

export const image = `registry.example.com/acme/orders:v2@sha256:${'a'.repeat(
  64,
)}`;
export const otherImage = `registry.example.com/acme/orders:v1@sha256:${'b'.repeat(
  64,
)}`;
export const commit = 'c'.repeat(40);
const revision = `main@sha1:${commit}`;
const namespace = 'flux-system';

export const target: DeployTarget = {
  entityRef: 'component:default/orders',
  name: 'orders',
  environment: 'qa',
  repository: { owner: 'sandbox', name: 'idp-orders' },
  branch: 'main',
  manifestPath: 'environments/qa',
  namespace: 'orders-qa',
  annotations: {},
};

/** An observer of the Flux of both clusters, by the configuration. */
export function createObserver(sandbox: Sandbox, flux = {}): FluxObserver {
  const config = readFluxConfig(
    new ConfigReader({
      ...toPortalConfig(sandbox.endpoints),
      deploy: { flux: { clusters: ['platform'], ...flux } },
    }),
  );
  if (!config) {
    throw new Error('Expected deploy.flux to be read');
  }
  return new FluxObserver({
    ...config,
    clusters: config.clusters.map(
      cluster =>
        new FluxCluster({
          client: DefaultKubernetesClient.create(cluster),
          helm: config.helm,
          logger: mockServices.logger.mock(),
        }),
    ),
  });
}

type Ready = {
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
};

const by = { fieldManager: 'test' };

/** Writes what Flux would write, in a cluster in which no Flux runs. */
export class FluxWorld {
  constructor(
    private readonly sandbox: Sandbox,
    private readonly cluster = 'platform',
  ) {}

  get objects() {
    return this.sandbox.clusters[this.cluster].objects;
  }

  source(state: { ready?: Ready; revision?: string; suspend?: boolean } = {}) {
    this.#put({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      name: 'orders',
      spec: {
        url: 'ssh://git@git.example.com/sandbox/idp-orders.git',
        interval: '1m',
        ref: { branch: 'main' },
        suspend: state.suspend ?? false,
      },
      status: { artifact: { revision: state.revision ?? revision } },
      ready: state.ready,
    });
  }

  kustomization(
    state: {
      name?: string;
      path?: string;
      ready?: Ready;
      spec?: object;
      applied?: string;
      observed?: boolean;
      inventory?: string[];
      conditions?: object[];
      status?: object;
    } = {},
  ) {
    this.#put({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      name: state.name ?? 'orders-qa',
      spec: {
        interval: '1m',
        prune: true,
        path: state.path ?? './environments/qa',
        sourceRef: { kind: 'GitRepository', name: 'orders' },
        suspend: false,
        ...state.spec,
      },
      status: {
        lastAppliedRevision: state.applied ?? revision,
        lastAttemptedRevision: revision,
        inventory: {
          entries: (
            state.inventory ?? ['orders-qa_orders_apps_Deployment']
          ).map(id => ({ id, v: 'v1' })),
        },
        ...state.status,
      },
      ready: state.ready,
      observed: state.observed,
      conditions: state.conditions,
    });
  }

  release(
    state: {
      ready?: Ready;
      spec?: object;
      conditions?: object[];
      observed?: boolean;
    } = {},
  ) {
    this.#put({
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      name: 'orders',
      spec: {
        interval: '1m',
        targetNamespace: 'orders-qa',
        suspend: false,
        ...state.spec,
      },
      status: {},
      ready: state.ready,
      conditions: state.conditions,
      observed: state.observed,
    });
  }

  workload(state: Partial<PlacedWorkload> = {}) {
    placeWorkload(this.objects, {
      namespace: 'orders-qa',
      name: 'orders',
      image,
      ...state,
    });
  }

  healthy() {
    this.source();
    this.kustomization();
    this.workload();
  }

  #put(wanted: {
    apiVersion: string;
    kind: string;
    name: string;
    spec: object;
    status: object;
    ready?: Ready;
    observed?: boolean;
    conditions?: object[];
  }) {
    const { apiVersion, kind, name } = wanted;
    this.objects.apply(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      by,
    );
    const { metadata } = this.objects.apply(
      {
        apiVersion,
        kind,
        metadata: { name, namespace },
        spec: JSON.parse(JSON.stringify(wanted.spec)),
      },
      by,
    );
    this.objects.updateStatus(
      { apiVersion, kind, namespace, name },
      JSON.parse(
        JSON.stringify({
          ...wanted.status,
          observedGeneration:
            (metadata.generation ?? 1) - (wanted.observed === false ? 1 : 0),
          conditions: [
            { type: 'Ready', ...(wanted.ready ?? { status: 'True' }) },
            ...(wanted.conditions ?? []),
          ],
        }),
      ),
    );
  }
}
