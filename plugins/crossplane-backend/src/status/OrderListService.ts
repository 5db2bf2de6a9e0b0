import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { KubernetesClient } from '@openportal/kubernetes-node';
import {
  CLUSTER_SCOPED,
  CompositeResourceDefinition,
  OrderList,
  OrderSummary,
  parseXrd,
  toNamespaceRef,
} from '@openportal/plugin-crossplane-common';
import { NamespaceAccess } from '../permissions/NamespaceAccess';
import { parseComposite } from '../sources/parseComposite';
import { conditionOf } from '../sources/parseConditions';
import { PullRequestSource } from '../sources/PullRequestSource';
import { conditionState } from './layerResources';

/** What a list of orders is limited to. */
export interface OrderFilter {
  cluster?: string;
  namespace?: string;
  xrd?: string;
}

/** Lists the orders of all clusters, and those that still wait for their pull request. */
export class OrderListService {
  readonly #clients: Map<string, KubernetesClient>;
  readonly #pullRequests: PullRequestSource | undefined;
  readonly #access: NamespaceAccess;

  constructor(options: {
    clients: Map<string, KubernetesClient>;
    pullRequests: PullRequestSource | undefined;
    access: NamespaceAccess;
  }) {
    this.#clients = options.clients;
    this.#pullRequests = options.pullRequests;
    this.#access = options.access;
  }

  async list(
    filter: OrderFilter,
    credentials: BackstageCredentials,
  ): Promise<OrderList> {
    const unreadable: OrderList['unreadable'] = [];
    const perCluster = await Promise.all(
      [...this.#clients.values()]
        .filter(({ cluster }) => !filter.cluster || cluster === filter.cluster)
        .map(async client => {
          try {
            return await this.#listCluster(client, filter);
          } catch (error) {
            const reason =
              error instanceof Error ? error.message : String(error);
            unreadable.push({ cluster: client.cluster, reason });
            return { definitions: [], items: [] };
          }
        }),
    );
    const found = perCluster.flatMap(({ items }) => items);
    const pending = await this.#pending(perCluster, filter);
    const known = new Set(found.map(({ ref }) => identity(ref)));
    const items = [
      ...pending.filter(({ ref }) => !known.has(identity(ref))),
      ...found,
    ];
    const readable = await this.#access.readable(
      items.map(({ ref }) => ref),
      credentials,
    );
    return {
      items: items.filter(({ ref }) => readable.has(toNamespaceRef(ref))),
      unreadable,
    };
  }

  async #listCluster(
    client: KubernetesClient,
    filter: OrderFilter,
  ): Promise<ListedCluster> {
    const group = 'apiextensions.crossplane.io';
    const versions = await client.groupVersions(group);
    const version = ['v2', 'v1'].find(name => versions.includes(name));
    if (!version) {
      return { cluster: client.cluster, definitions: [], items: [] };
    }
    const listed = await client.list({
      group,
      version,
      plural: 'compositeresourcedefinitions',
    });
    const definitions = listed.items.flatMap(object => {
      const { xrd } = parseXrd(object);
      return xrd && (!filter.xrd || xrd.name === filter.xrd) ? [xrd] : [];
    });
    const items: OrderSummary[] = [];
    for (const xrd of definitions) {
      items.push(...(await this.#listKind(client, xrd, filter)));
    }
    return { cluster: client.cluster, definitions, items };
  }

  async #listKind(
    client: KubernetesClient,
    xrd: CompositeResourceDefinition,
    filter: OrderFilter,
  ): Promise<OrderSummary[]> {
    const apiVersion = `${xrd.group}/${xrd.current.name}`;
    const served = await client.findKind(apiVersion, xrd.orderable.kind);
    if (!served) {
      return [];
    }
    const { items } = await client.list(served.resource, {
      namespace: xrd.orderable.namespaced ? filter.namespace : undefined,
    });
    return items.map(object => {
      const fact = parseComposite(object);
      return {
        ref: {
          cluster: client.cluster,
          namespace: fact.namespace ?? CLUSTER_SCOPED,
          xrd: xrd.name,
          name: fact.name,
        },
        kind: fact.kind,
        state: conditionState(fact.conditions),
        message: conditionOf(fact.conditions, 'Ready')?.message ?? '',
        createdAt: fact.createdAt,
        requestedBy: fact.requestedBy,
      };
    });
  }

  async #pending(
    clusters: ListedCluster[],
    filter: OrderFilter,
  ): Promise<OrderSummary[]> {
    const pending = await this.#pullRequests?.pending().catch(() => []);
    return (pending ?? [])
      .filter(
        ({ namespace }) => !filter.namespace || namespace === filter.namespace,
      )
      .flatMap(({ namespace, plural, name, createdAt }) => {
        for (const { cluster, definitions } of clusters) {
          const xrd = definitions.find(
            candidate => candidate.orderable.plural === plural,
          );
          if (xrd && cluster) {
            return [
              {
                ref: { cluster, namespace, xrd: xrd.name, name },
                kind: xrd.orderable.kind,
                state: 'waiting' as const,
                message: 'The pull request is not merged yet',
                createdAt,
              },
            ];
          }
        }
        return [];
      });
  }
}

interface ListedCluster {
  cluster?: string;
  definitions: CompositeResourceDefinition[];
  items: OrderSummary[];
}

function identity({ namespace, xrd, name }: OrderSummary['ref']): string {
  return `${namespace}/${xrd}/${name}`;
}
