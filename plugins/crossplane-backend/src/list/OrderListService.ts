import {
  CLUSTER_SCOPED,
  CompositeResourceDefinition,
  CrossplaneKeys,
  CrossplaneNamespace,
  OrderList,
  OrderListFilter,
  OrderSummary,
} from '@openportal/plugin-crossplane-common';
import { KubernetesObject } from '@openportal/kubernetes-node';
import { CoalescingCache } from '../cache/CoalescingCache';
import { LastGood } from '../cache/LastGood';
import { withTimeLimit } from '../cache/withTimeLimit';
import { ClusterReader } from '../cluster/ClusterReader';
import { Clusters } from '../cluster/Clusters';
import { reasonOf } from '../sources/facts';
import { parseComposite } from '../sources/parseComposite';
import { conditionOf } from '../sources/parseConditions';
import { conditionState, failingCondition } from '../status/layerResources';
import {
  KnownFiles,
  readRepositories,
  RepositoryListing,
} from './readRepositories';
import { OrderRepositories } from '../github/OrderRepositories';
import { selectPage } from './listOrders';
import { toPendingOrders } from './toPendingOrders';

const TIME_LIMIT_MILLISECONDS = 15_000;
const SHORT_MILLISECONDS = 2_000;
const MAX_UNREADABLE = 50;
const CHEAP_MILLISECONDS = 500;
/** Kinds of one cluster that are listed at the same time. */
const PARALLEL_LISTS = 5;

/** What one cluster has. */
export interface ListedCluster {
  cluster: string;
  definitions: CompositeResourceDefinition[];
  orders: Array<OrderSummary & { sourceFile?: string }>;
  /** Kinds that could not be read. */
  unreadable: Array<{ xrd: string; reason: string }>;
}

/** Lists the orders of all clusters, and those that still wait for their pull request. */
export class OrderListService {
  readonly #clusters: Clusters;
  readonly #repositories: OrderRepositories | undefined;
  /** What a cluster has is kept short: the summaries, not the objects. */
  readonly #listed = new CoalescingCache<ListedCluster>({
    timeToLive: ({ cluster }, took) => {
      this.#tookMilliseconds.set(cluster, took);
      return Math.max(SHORT_MILLISECONDS, 4 * took);
    },
  });
  readonly #lastListings = new LastGood<RepositoryListing>();
  readonly #tookMilliseconds = new Map<string, number>();
  /** What the lists that go on at the moment have found so far. */
  readonly #partial = new Map<string, ListedCluster>();
  readonly #timeLimitMilliseconds: number;

  constructor(options: {
    clusters: Clusters;
    repositories: OrderRepositories | undefined;
    /** How long a list waits for a cluster; then it shows what is there. Defaults to 15 seconds. */
    timeLimitMilliseconds?: number;
  }) {
    this.#timeLimitMilliseconds =
      options.timeLimitMilliseconds ?? TIME_LIMIT_MILLISECONDS;
    this.#clusters = options.clusters;
    this.#repositories = options.repositories;
  }

  /** One page of the orders that the caller may see. */
  async list(
    filter: OrderListFilter,
    mayRead: (target: CrossplaneNamespace) => boolean,
  ): Promise<OrderList> {
    const unreadable: OrderList['unreadable'] = [];
    const [perCluster, repositories] = await Promise.all([
      Promise.all(
        this.#clusters.select(filter.cluster).map(async reader => {
          try {
            return [await this.#listCluster(reader)];
          } catch (error) {
            unreadable.push({
              cluster: reader.cluster,
              reason: reasonOf(error),
            });
            // A cluster of many kinds takes longer than people wait: what was found until now is shown.
            const partial = this.#partial.get(reader.cluster);
            return partial ? [copyOf(partial)] : [];
          }
        }),
      ),
      readRepositories(this.#repositories, this.#lastListings),
    ]);
    const listed = perCluster.flat();
    for (const { cluster, unreadable: kinds } of listed) {
      unreadable.push(...kinds.map(kind => ({ cluster, ...kind })));
    }
    const orders = listed.flatMap(cluster =>
      cluster.orders.map(order => mark(order, repositories.files)),
    );
    const all = toPendingOrders(
      orders,
      repositories.pending,
      listed,
      this.#repositories?.config,
    );
    return {
      ...selectPage(all, filter, mayRead),
      unreadable: unreadable
        .filter(({ xrd }) => !filter.xrd || !xrd || xrd === filter.xrd)
        .slice(0, MAX_UNREADABLE),
      ...(repositories.problem
        ? { repositoryProblem: repositories.problem }
        : {}),
      ...(repositories.staleSince
        ? { repositoryStaleSince: repositories.staleSince }
        : {}),
    };
  }

  /**
   * Forgets what a cluster had: an order of it changed. Where a list takes long, it keeps its pace: many changes must not
   * make the portal list all the time.
   */
  forget(cluster: string): void {
    const took = this.#tookMilliseconds.get(cluster) ?? 0;
    if (took < CHEAP_MILLISECONDS) {
      this.#listed.delete(cluster);
    }
  }

  async #read(reader: ClusterReader): Promise<ListedCluster> {
    const { cluster } = reader;
    let own: ListedCluster | undefined;
    try {
      return await readCluster(reader, partial => {
        own = partial;
        this.#partial.set(cluster, partial);
      });
    } finally {
      // A newer list may have taken the place already.
      if (this.#partial.get(cluster) === own) {
        this.#partial.delete(cluster);
      }
    }
  }

  #listCluster(reader: ClusterReader): Promise<ListedCluster> {
    return withTimeLimit(
      `Cluster '${reader.cluster}'`,
      this.#timeLimitMilliseconds,
      this.#listed.get(reader.cluster, () => this.#read(reader)),
    );
  }
}

function copyOf({ orders, unreadable, ...rest }: ListedCluster): ListedCluster {
  return { ...rest, orders: [...orders], unreadable: [...unreadable] };
}

/** Reads all kinds of a cluster. `onStart` gets what fills up meanwhile. */
async function readCluster(
  reader: ClusterReader,
  onStart: (partial: ListedCluster) => void,
): Promise<ListedCluster> {
  const { cluster } = reader;
  const definitions = (await reader.definitions()).flatMap(
    ({ parsed }) => parsed.xrd ?? [],
  );
  const orders: ListedCluster['orders'] = [];
  const unreadable: ListedCluster['unreadable'] = [];
  const listed = { cluster, definitions, orders, unreadable };
  onStart(listed);
  const queue = [...definitions];
  const worker = async () => {
    for (let xrd = queue.shift(); xrd; xrd = queue.shift()) {
      try {
        for (const order of await readKind(reader, xrd)) {
          orders.push(order);
        }
      } catch (error) {
        // Rights are given by API group: one that is missing hides no other kind.
        unreadable.push({ xrd: xrd.name, reason: reasonOf(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_LISTS }, worker));
  return listed;
}

async function readKind(
  reader: ClusterReader,
  xrd: CompositeResourceDefinition,
): Promise<ListedCluster['orders']> {
  const apiVersion = `${xrd.group}/${xrd.current.name}`;
  const served = await reader.kind(apiVersion, xrd.orderable.kind);
  if (!served) {
    return [];
  }
  const { items } = await reader.client.list(served.resource);
  return items.map(object => toSummary(reader.cluster, xrd, object));
}

function toSummary(
  cluster: string,
  xrd: CompositeResourceDefinition,
  object: KubernetesObject,
): ListedCluster['orders'][number] {
  const fact = parseComposite(object);
  const said =
    failingCondition(fact.conditions) ?? conditionOf(fact.conditions, 'Ready');
  return {
    ref: {
      cluster,
      namespace: fact.namespace ?? CLUSTER_SCOPED,
      xrd: xrd.name,
      name: fact.name,
    },
    kind: fact.kind,
    state: fact.deleting ? 'progressing' : conditionState(fact.conditions),
    message: fact.deleting ? 'It is being deleted' : said?.message ?? '',
    createdAt: fact.createdAt,
    requestedBy: fact.requestedBy,
    sourceFile: object.metadata.annotations?.[CrossplaneKeys.sourceFile],
  };
}

/** Marks what is gone from git: only where the resource says which file it came from, and the repository is known. */
function mark(
  { sourceFile, ...order }: ListedCluster['orders'][number],
  files: KnownFiles,
): OrderSummary {
  if (!sourceFile) {
    return order;
  }
  const [owner, repo, ...path] = sourceFile.split('/');
  const known = files.get(`${owner}/${repo}`);
  return known && !known.has(path.join('/'))
    ? { ...order, orphaned: true }
    : order;
}
