import {
  CrossplaneNamespace,
  OrderList,
  OrderListFilter,
  OrderSummary,
} from '@openportal/plugin-crossplane-common';
import { LastGood } from '../cache/LastGood';
import { Clusters } from '../cluster/Clusters';
import { OrderRepositories } from '../github/OrderRepositories';
import { CatalogKinds } from './CatalogKinds';
import { ClusterOrders } from './ClusterOrders';
import { selectPage } from './listOrders';
import {
  KnownFiles,
  readRepositories,
  RepositoryListing,
} from './readRepositories';
import { toPendingOrders } from './toPendingOrders';
import { ListedOrder } from './toSummary';

const MAX_UNREADABLE = 50;

/** Lists the orders of all clusters, and those that still wait for their pull request. */
export class OrderListService {
  readonly #clusters: Clusters;
  readonly #repositories: OrderRepositories | undefined;
  readonly #orders: ClusterOrders;
  readonly #lastListings = new LastGood<RepositoryListing>();

  constructor(options: {
    clusters: Clusters;
    repositories: OrderRepositories | undefined;
    catalog: Pick<CatalogKinds, 'read'>;
    /** How long a list waits for a cluster; then it shows what is there. Defaults to 15 seconds. */
    timeLimitMilliseconds?: number;
  }) {
    this.#clusters = options.clusters;
    this.#repositories = options.repositories;
    this.#orders = new ClusterOrders({
      ...options,
      config: options.repositories?.config,
    });
  }

  /** One page of the orders that the caller may see. */
  async list(
    filter: OrderListFilter,
    mayRead: (target: CrossplaneNamespace) => boolean,
  ): Promise<OrderList> {
    const reading = readRepositories(this.#repositories, this.#lastListings);
    const [listed, repositories] = await Promise.all([
      Promise.all(
        this.#clusters.select(filter.cluster).map(reader =>
          this.#orders.read(reader, {
            repositories: reading,
            xrd: filter.xrd,
          }),
        ),
      ),
      reading,
    ]);
    const unreadable = listed.flatMap(({ cluster, unreadable: kinds }) =>
      kinds.map(kind => ({ cluster, ...kind })),
    );
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
        // What is missing of a whole cluster comes first.
        .sort((a, b) => Number(Boolean(a.xrd)) - Number(Boolean(b.xrd)))
        .slice(0, MAX_UNREADABLE),
      ...(repositories.problem
        ? { repositoryProblem: repositories.problem }
        : {}),
      ...(repositories.staleSince
        ? { repositoryStaleSince: repositories.staleSince }
        : {}),
    };
  }

  /** An order of this kind changed: what is known of the kind is forgotten. */
  forget(ref: CrossplaneNamespace & { xrd: string }): void {
    this.#orders.forget(ref);
  }
}

/** Marks what is gone from git: only where the resource says which file it came from, and the repository is known. */
function mark(
  { sourceFile, ...order }: ListedOrder,
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
