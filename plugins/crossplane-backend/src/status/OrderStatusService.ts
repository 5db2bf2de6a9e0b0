import { NotFoundError } from '@backstage/errors';
import { KubernetesClient } from '@openportal/kubernetes-node';
import { OrderRef, OrderStatus } from '@openportal/plugin-crossplane-common';
import { OrdersLocation } from '../config/readCrossplaneConfig';
import { ClusterOrders } from '../sources/ClusterOrders';
import { Fact, readFact } from '../sources/facts';
import { readFlux } from '../sources/FluxSource';
import { PullRequestSource } from '../sources/PullRequestSource';
import { toOrderStatus } from './toOrderStatus';

/** Options of {@link OrderStatusService}. */
export interface OrderStatusOptions {
  clients: Map<string, KubernetesClient>;
  orders: OrdersLocation | undefined;
  pullRequests: PullRequestSource | undefined;
  fluxNamespace: string;
}

const NOT_CONFIGURED: Fact<never> = {
  known: false,
  reason: 'orders are not configured (idp.orders.repository)',
};

/** Asks every source about an order at once; a source that fails leaves its own layer unknown. */
export class OrderStatusService {
  readonly #options: OrderStatusOptions;

  constructor(options: OrderStatusOptions) {
    this.#options = options;
  }

  async read(ref: OrderRef): Promise<OrderStatus> {
    const { clients, orders, pullRequests, fluxNamespace } = this.#options;
    const client = clients.get(ref.cluster);
    if (!client) {
      throw new NotFoundError(
        `Cluster '${ref.cluster}' is not configured in kubernetes.clusterLocatorMethods`,
      );
    }
    const cluster = new ClusterOrders(client);
    const definition = await readFact(async () => {
      const xrd = await cluster.definition(ref.xrd);
      if (!xrd) {
        throw new NotFoundError(`cluster has no valid XRD '${ref.xrd}'`);
      }
      return xrd;
    });
    const parts = {
      namespace: ref.namespace,
      name: ref.name,
      plural: definition.known
        ? definition.value.orderable.plural
        : ref.xrd.split('.')[0],
    };
    const [pullRequest, flux, composite] = await Promise.all([
      pullRequests ? readFact(() => pullRequests.find(parts)) : NOT_CONFIGURED,
      orders
        ? readFact(() => readFlux(client, orders, fluxNamespace))
        : NOT_CONFIGURED,
      definition.known
        ? readFact(() => cluster.composite(definition.value, ref))
        : definition,
    ]);
    const resource = composite.known ? composite.value : undefined;
    if (
      composite.known &&
      !resource &&
      pullRequest.known &&
      !pullRequest.value
    ) {
      throw new NotFoundError(
        `There is no order '${ref.name}' of '${ref.xrd}' in namespace '${ref.namespace}' of cluster '${ref.cluster}'`,
      );
    }
    const name = resource?.composition;
    const [composition, managed] = await Promise.all([
      readFact(async () => (name ? cluster.composition(name) : undefined)),
      readFact(async () => ({
        resources: resource ? await cluster.resources(resource) : [],
        providers: resource ? await cluster.providers() : [],
      })),
    ]);
    return toOrderStatus({
      ref,
      kind: definition.known ? definition.value.orderable.kind : ref.xrd,
      pullRequest,
      flux,
      composite,
      composition,
      managed,
      observedAt: new Date().toISOString(),
    });
  }
}
