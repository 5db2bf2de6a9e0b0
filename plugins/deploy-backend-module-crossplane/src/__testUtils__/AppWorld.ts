import { mockServices } from '@backstage/backend-test-utils';
import { DefaultKubernetesClient } from '@openportal/kubernetes-node';
import { DeployTarget } from '@openportal/plugin-deploy-node';
import { ClusterSandbox } from '@openportal/sandbox';
import { CrossplaneObserver } from '../CrossplaneObserver';
import { OrderedKind } from '../readConfig';

export const image = `registry.example.com/acme/orders:v2@sha256:${'a'.repeat(
  64,
)}`;
export const other = `registry.example.com/acme/orders:v1@sha256:${'b'.repeat(
  64,
)}`;
export const target: DeployTarget = {
  entityRef: 'component:default/orders',
  name: 'orders',
  environment: 'qa',
  manifestPath: 'environments/qa',
  namespace: 'orders-qa',
  annotations: {
    'crossplane.io/xrd-name': 'whoamis.apps.openportal.dev',
    'crossplane.io/resource-name': '{name}-{env}',
  },
};

const by = { fieldManager: 'test' };
const group = 'apps.openportal.dev';
const apiVersion = `${group}/v1alpha1`;
const kind = 'Whoami';

/** What Crossplane would write, in a cluster in which no Crossplane runs. */
export class AppWorld {
  readonly #scope: 'Namespaced' | 'Cluster';

  constructor(
    private readonly cluster: ClusterSandbox,
    options: { clusterScoped?: boolean } = {},
  ) {
    this.#scope = options.clusterScoped ? 'Cluster' : 'Namespaced';
    const { objects } = cluster;
    objects.apply(
      {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: `whoamis.${group}` },
        spec: {
          group,
          scope: this.#scope,
          names: { plural: 'whoamis', singular: 'whoami', kind },
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
  }

  /** The kind as the configuration gives it. */
  get kind(): OrderedKind {
    return {
      xrd: `whoamis.${group}`,
      resource: { group, version: 'v1alpha1', plural: 'whoamis' },
      clusterScoped: this.#scope === 'Cluster',
      field: { path: ['spec', 'image'], holds: 'image' },
    };
  }

  /** An observer of this cluster, or of it by another address and with other rights. */
  observer(
    access: { url: string; token: string } = this.cluster,
  ): CrossplaneObserver {
    return new CrossplaneObserver({
      clients: [
        DefaultKubernetesClient.create({
          name: this.cluster.name,
          url: access.url,
          authentication: { type: 'token', token: access.token },
          skipTLSVerify: false,
        }),
      ],
      kinds: [this.kind],
      logger: mockServices.logger.mock(),
    });
  }

  /** Puts the resource of the target into a state; by default it is healthy. */
  put(
    state: {
      image?: string;
      synced?: string;
      ready?: string;
      behind?: number;
      message?: string;
    } = {},
  ): void {
    const { objects } = this.cluster;
    const name = 'orders-qa';
    const place =
      this.#scope === 'Cluster' ? { name } : { name, namespace: name };
    const { metadata } = objects.apply(
      {
        apiVersion,
        kind,
        metadata: {
          ...place,
          annotations: { 'openportal.dev/deployed-by': target.entityRef },
        },
        spec: { image: state.image ?? image },
      },
      by,
    );
    const common = {
      message: state.message ?? 'said so',
      observedGeneration: (metadata.generation ?? 1) - (state.behind ?? 0),
    };
    objects.updateStatus(
      { apiVersion, kind, ...place },
      {
        conditions: [
          { type: 'Synced', status: state.synced ?? 'True', ...common },
          { type: 'Ready', status: state.ready ?? 'True', ...common },
        ],
      },
    );
  }
}
