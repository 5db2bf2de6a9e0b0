import {
  CompositeResourceDefinition,
  CrossplaneNamespace,
} from '@openportal/plugin-crossplane-common';
import { OrdersConfig } from '@openportal/plugin-crossplane-node';
import pLimit, { Limit } from 'p-limit';
import { withTimeLimit } from '../cache/withTimeLimit';
import { ClusterReader } from '../cluster/ClusterReader';
import { reasonOf } from '../sources/facts';
import { CatalogKinds } from './CatalogKinds';
import { doubtOfCatalog, isIngested } from './judgeCatalog';
import { kindsInGit, KnownRepositories } from './kindsInGit';
import { KindLists } from './KindLists';
import { ListedOrder } from './toSummary';

const TIME_LIMIT_MILLISECONDS = 15_000;
/** Kinds of one cluster that are listed at the same time. */
const PARALLEL_LISTS = 5;
/** Kinds that are looked at although nothing says that they have instances, where nothing can say that they have none. */
const MAX_GUESSES = 50;

/** What one cluster has. */
export interface ListedCluster {
  cluster: string;
  definitions: CompositeResourceDefinition[];
  orders: ListedOrder[];
  /** What could not be read: one kind, or what the reason says. */
  unreadable: Array<{ xrd?: string; reason: string }>;
}

/** What to list of a cluster. */
export interface ClusterQuery {
  repositories: Promise<KnownRepositories>;
  /** A kind that is listed in any case. */
  xrd: string | undefined;
}

/**
 * Lists the orders of clusters that may have thousands of kinds: only those kinds that have instances, as far as the
 * catalog, git and the events of the ingestor tell.
 */
export class ClusterOrders {
  readonly #catalog: Pick<CatalogKinds, 'read'>;
  readonly #config: OrdersConfig | undefined;
  readonly #timeLimitMilliseconds: number;
  readonly #lists = new KindLists();
  readonly #limits = new Map<string, Limit>();

  constructor(options: {
    catalog: Pick<CatalogKinds, 'read'>;
    config: OrdersConfig | undefined;
    /** How long a list waits for a cluster; then it shows what is there. Defaults to 15 seconds. */
    timeLimitMilliseconds?: number;
  }) {
    this.#catalog = options.catalog;
    this.#config = options.config;
    this.#timeLimitMilliseconds =
      options.timeLimitMilliseconds ?? TIME_LIMIT_MILLISECONDS;
  }

  /** What the cluster has, or had to say until the time was up. Never throws. */
  async read(
    reader: ClusterReader,
    query: ClusterQuery,
  ): Promise<ListedCluster> {
    const { cluster } = reader;
    const found: ListedCluster = {
      cluster,
      definitions: [],
      orders: [],
      unreadable: [],
    };
    try {
      await withTimeLimit(
        `Cluster '${cluster}'`,
        this.#timeLimitMilliseconds,
        this.#fill(found, reader, query),
      );
      return found;
    } catch (error) {
      // Reading goes on, for the next one who asks: what was found until now is shown.
      return {
        ...found,
        orders: [...found.orders],
        unreadable: [...found.unreadable, { reason: reasonOf(error) }],
      };
    }
  }

  /** An order changed: its kind has an instance, or had one. */
  forget(ref: CrossplaneNamespace & { xrd: string }): void {
    this.#lists.forget(ref.cluster, ref.xrd);
  }

  async #fill(
    found: ListedCluster,
    reader: ClusterReader,
    { repositories, xrd: chosen }: ClusterQuery,
  ): Promise<void> {
    const { cluster } = reader;
    found.definitions = (await reader.definitions()).flatMap(
      ({ parsed }) => parsed.xrd ?? [],
    );
    const waiting = new Map(found.definitions.map(xrd => [xrd.name, xrd]));
    const list = async (names: Iterable<string>, isGuess = false) => {
      const taken = [...names].flatMap(name => {
        const xrd = waiting.get(name);
        waiting.delete(name);
        return xrd ?? [];
      });
      await Promise.all(
        taken.map(xrd => this.#list(found, reader, xrd, isGuess)),
      );
    };
    const facts = this.#catalog.read(cluster);
    await Promise.all([
      list(chosen ? [chosen] : []),
      list(this.#lists.namesOf(cluster)),
      facts.then(({ names }) => list(names)),
      repositories.then(known =>
        list(kindsInGit(found.definitions, cluster, known, this.#config)),
      ),
    ]);
    const known = await facts;
    const doubt = doubtOfCatalog(known);
    this.#lists.setWatched(cluster, doubt === undefined);
    const unsure = [...waiting.values()].filter(
      xrd => doubt !== undefined || !isIngested(xrd, known),
    );
    await list(
      unsure.slice(0, MAX_GUESSES).map(({ name }) => name),
      true,
    );
    const omitted = unsure.length - MAX_GUESSES;
    if (omitted > 0 && !chosen) {
      found.unreadable.push({
        reason: `${omitted} kinds were not looked at, because ${
          doubt ??
          'their XRDs make no template, so that the catalog does not know their resources'
        }; choose one kind with '?xrd=<name of the XRD>' to see its orders`,
      });
    }
  }

  async #list(
    found: ListedCluster,
    reader: ClusterReader,
    xrd: CompositeResourceDefinition,
    isGuess: boolean,
  ): Promise<void> {
    const { orders, problem } = await this.#lists.read(reader, xrd, {
      isGuess,
      limit: this.#limitOf(reader.cluster),
    });
    for (const order of orders) {
      found.orders.push(order);
    }
    if (problem) {
      // Rights are given by API group: one that is missing hides no other kind.
      found.unreadable.push({ xrd: xrd.name, reason: problem });
    }
  }

  #limitOf(cluster: string): Limit {
    const limit = this.#limits.get(cluster) ?? pLimit(PARALLEL_LISTS);
    this.#limits.set(cluster, limit);
    return limit;
  }
}
