import { LoggerService } from '@backstage/backend-plugin-api';
import { EventsService } from '@backstage/plugin-events-node';
import { KubernetesClient } from '@openportal/kubernetes-node';
import { IngestorClusterStatus } from '@openportal/plugin-crossplane-common';
import { ConvertOptions } from '../convert/types';
import { ListMeter } from '../metrics';
import { ClusterSource } from '../source/ClusterSource';
import { ClusterSourceOptions, PARTS } from '../source/ClusterSourceOptions';
import { ListQueue } from '../source/ListQueue';
import { PartChange } from '../source/WatchedPart';
import { ReadBucket } from '../store/BucketReader';
import { Lease, LeaseStore } from '../store/LeaseStore';
import { SnapshotStore } from '../store/SnapshotStore';
import { TemplateNameStore } from '../store/TemplateNameStore';
import { CatalogSync } from './CatalogSync';
import { ClusterEntityProvider } from './ClusterEntityProvider';
import { CompositeEvents } from './CompositeEvents';
import { Debouncer } from './Debouncer';
import { describeClusters } from './describeClusters';
import { GivenNames } from './GivenNames';
import { LastReadable } from './LastReadable';
import { SnapshotWriter } from './SnapshotWriter';
import { StaleClusters } from './StaleClusters';
import { problemsOf } from './Unit';

const COMPARE_MILLISECONDS = 60_000;
const FIRST_COMPARE_MILLISECONDS = 300;

/** Times that tests shorten. */
export interface IngestorTimes {
  /** Changes within this time are sent together. Defaults to 300 milliseconds. */
  debounceMilliseconds?: number;
  /** Wait after the catalog refused a mutation. Defaults to 5 seconds. */
  retryMilliseconds?: number;
  /** Wait before changes are stored. Defaults to 2 seconds. */
  storeMilliseconds?: number;
  /** How long a cluster must be unreadable before its entities say so. Defaults to 2 minutes. */
  staleAfterMilliseconds?: number;
  /** How often the catalog's buckets are compared with what was sent. Defaults to a minute. */
  compareMilliseconds?: number;
  /** Wait before a cluster without Crossplane, or without an answer, is asked again. Defaults to 15 seconds. */
  discoveryRetryMilliseconds?: number;
  /** Passed to every watch. */
  watch?: ClusterSourceOptions['watch'];
}

/** Options of {@link IngestorSession}. */
export interface IngestorSessionOptions {
  lease: Lease;
  leases: LeaseStore;
  clients: KubernetesClient[];
  providers: ClusterEntityProvider[];
  convert: ConvertOptions;
  store: SnapshotStore;
  names: TemplateNameStore;
  readBucket: ReadBucket;
  /** Whether the catalog has a pile of entities to process. */
  hasBacklog?: () => boolean;
  events?: EventsService;
  lists?: ListMeter;
  logger: LoggerService;
  times: IngestorTimes;
}

/** The work of a leader, from the moment it takes over until it steps down. */
export class IngestorSession {
  readonly #options: IngestorSessionOptions;
  readonly #queue: ListQueue;
  readonly #writer: SnapshotWriter;
  readonly #events: CompositeEvents | undefined;
  readonly #stale: StaleClusters;
  readonly #names: GivenNames;
  readonly #readable = new LastReadable((cluster, change) =>
    this.#writer.add(cluster, PARTS.readable, change),
  );
  #sources: ClusterSource[] = [];
  #sync: CatalogSync | undefined;
  #compareTimer: ReturnType<typeof setInterval> | undefined;
  readonly #firstCompare: Debouncer;
  #compared = false;
  #comparing: Promise<void> | undefined;
  #reported = new Set<string>();
  #stopped = false;
  #revision = 0;

  constructor(options: IngestorSessionOptions) {
    const { store, lease, logger, times, events } = options;
    this.#options = options;
    this.#queue = new ListQueue({ hasBacklog: options.hasBacklog });
    this.#writer = new SnapshotWriter({
      store,
      lease,
      logger,
      hasBacklog: options.hasBacklog,
      delayMilliseconds: times.storeMilliseconds,
    });
    this.#names = new GivenNames({ store: options.names, lease });
    this.#events = events && new CompositeEvents({ events, logger });
    // Every one of thousands of lists asks whether it was the last one, and the answer looks at all of them.
    this.#firstCompare = new Debouncer({
      delayMilliseconds: FIRST_COMPARE_MILLISECONDS,
      retryMilliseconds: FIRST_COMPARE_MILLISECONDS,
      run: async () => this.#compareWhenComplete(),
      onError: error =>
        logger.warn(`The clusters could not be looked at: ${error}`),
    });
    this.#stale = new StaleClusters({
      delayMilliseconds: times.staleAfterMilliseconds,
      onChange: key => this.#onStale(key),
    });
  }

  async start(): Promise<void> {
    const { clients, store, lease, times } = this.#options;
    await this.#names.load(clients.map(({ cluster }) => cluster));
    for (const client of clients) {
      const initial = await store.read(lease.provider, client.cluster);
      if (this.#stopped) {
        return;
      }
      this.#readable.load(client.cluster, initial);
      this.#sources.push(this.#createSource(client, initial));
    }
    this.#sync = this.#createSync();
    for (const source of this.#sources) {
      for (const name of source.definitionNames()) {
        this.#sync.markXrd(name);
      }
      source.start();
    }
    this.#compareTimer = setInterval(
      () => this.#compare(),
      times.compareMilliseconds ?? COMPARE_MILLISECONDS,
    );
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#compareTimer);
    this.#stale.stop();
    await this.#firstCompare.stop();
    await Promise.all(this.#sources.map(source => source.stop()));
    await this.#comparing;
    await this.#sync?.stop();
    await this.#events?.stop();
    await this.#writer.stop();
  }

  /** The catalog listens by now. */
  trigger(): void {
    this.#sync?.trigger();
  }

  refresh(clusters: string[]): void {
    for (const source of this.#sources) {
      if (clusters.includes(source.cluster)) {
        source.refresh();
      }
    }
  }

  /** Grows with whatever may change the status, but for watches that are opened again. */
  get revision(): number {
    return this.#revision;
  }

  status(): Array<IngestorClusterStatus & { restarts: number }> {
    return describeClusters(
      this.#sources,
      this.#sync ?? { units: () => [], refusals: () => [] },
    );
  }

  #createSource(
    client: KubernetesClient,
    initial: ClusterSourceOptions['initial'],
  ): ClusterSource {
    const { convert, logger, lease, times, lists } = this.#options;
    const { cluster } = client;
    const source: ClusterSource = new ClusterSource({
      client,
      logger,
      annotationPrefix: convert.annotationPrefix,
      initial,
      lists: this.#queue,
      discoveryRetryMilliseconds: times.discoveryRetryMilliseconds,
      watch: times.watch,
      onChange: (part, change) => this.#onChange(source, part, change),
      onCompositions: kinds => this.#sync?.markKinds(kinds),
      onTouched: (xrd, object) => this.#events?.add(cluster, xrd, object),
      onStatus: xrd => this.#onStatus(source, xrd),
      onListed: (part, seconds) =>
        lists?.record(seconds, {
          provider: lease.provider,
          cluster,
          part: part in PARTS ? part : 'resources',
        }),
    });
    return source;
  }

  #createSync(): CatalogSync {
    const { providers, convert, readBucket, logger, times } = this.#options;
    const { leases, lease } = this.#options;
    return new CatalogSync({
      providers,
      sources: this.#sources,
      convert,
      readBucket,
      logger,
      assertLeader: () => leases.assertHeld(lease),
      stale: this.#stale.keys,
      names: this.#names,
      readable: this.#readable,
      onSent: () => this.#onSent(),
      debounceMilliseconds: times.debounceMilliseconds,
      retryMilliseconds: times.retryMilliseconds,
      hasBacklog: this.#options.hasBacklog,
    });
  }

  #onChange(source: ClusterSource, part: string, change: PartChange): void {
    const { cluster } = source;
    if (part === PARTS.definitions) {
      this.#readable.changing(cluster, change);
    }
    this.#writer.add(cluster, part, change);
    const names = [...change.removed, ...change.set.map(object => object.key)];
    switch (part) {
      case PARTS.definitions:
        for (const key of names) {
          this.#sync?.markXrd(key.slice(1));
        }
        break;
      case PARTS.compositions:
        break;
      case PARTS.namespaces:
        this.#markNamespaces(source, new Set(names.map(key => key.slice(1))));
        break;
      default:
        this.#sync?.markComposites(part, cluster, names);
    }
  }

  /** The owner of a namespace may be the owner of everything in it. */
  #markNamespaces(source: ClusterSource, namespaces: Set<string>): void {
    const prefix = `${source.cluster}/`;
    for (const { xrd, composites } of this.#sync?.units() ?? []) {
      const keys = [...composites.keys()]
        .filter(key => key.startsWith(prefix))
        .map(key => key.slice(prefix.length))
        .filter(key => namespaces.has(key.split('/')[0]));
      if (keys.length > 0) {
        this.#sync?.markComposites(xrd, source.cluster, keys);
      }
    }
  }

  #onStatus(source: ClusterSource, xrd: string | undefined): void {
    this.#revision += 1;
    const { cluster } = source;
    if (xrd) {
      this.#stale.set(`${cluster}/${xrd}`, source.compositesFail(xrd));
    } else {
      this.#stale.set(cluster, source.status().stale);
    }
    this.#askForFirstCompare();
  }

  #onStale(key: string): void {
    const [, xrd] = key.split('/');
    if (xrd) {
      this.#sync?.markXrd(xrd);
    } else {
      this.#sync?.markAll();
    }
  }

  #onSent(): void {
    this.#revision += 1;
    this.#reportProblems();
    this.#askForFirstCompare();
  }

  #askForFirstCompare(): void {
    if (!this.#compared) {
      this.#firstCompare.trigger();
    }
  }

  #compareWhenComplete(): void {
    if (
      !this.#compared &&
      this.#sync?.settled &&
      this.#sources.every(({ complete }) => complete)
    ) {
      this.#compared = true;
      this.#compare();
    }
  }

  #compare(): void {
    this.#comparing ??= (this.#sync?.compare() ?? Promise.resolve())
      .catch(error =>
        this.#options.logger.warn(
          `The catalog could not be compared with the clusters: ${error}`,
        ),
      )
      .finally(() => {
        this.#comparing = undefined;
      });
  }

  #reportProblems(): void {
    const reported = new Set<string>();
    for (const unit of this.#sync?.units() ?? []) {
      for (const { xrd, cluster, path, reason } of problemsOf(unit)) {
        const text = `XRD '${xrd}' of cluster '${cluster}': ${path} ${reason}`;
        reported.add(text);
        if (!this.#reported.has(text)) {
          this.#options.logger.warn(text);
        }
      }
    }
    this.#reported = reported;
  }
}
