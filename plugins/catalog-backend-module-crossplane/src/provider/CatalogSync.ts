import { LoggerService } from '@backstage/backend-plugin-api';
import { ConvertOptions } from '../convert/types';
import { ClusterSource } from '../source/ClusterSource';
import { ReadBucket } from '../store/BucketReader';
import { BucketComparison } from './BucketComparison';
import { CatalogPatience } from './CatalogPatience';
import { ClusterEntityProvider } from './ClusterEntityProvider';
import { Debouncer } from './Debouncer';
import { GivenNames } from './GivenNames';
import { LastReadable } from './LastReadable';
import { LaterEntities } from './LaterEntities';
import { ChangedEntity, PlacedEntity } from './placedEntity';
import { RefusedUnits } from './RefusedUnits';
import { BATCH_ENTITIES, MutationError, sendEntities } from './sendEntities';
import { DirtyComposites, emptyUnit, removedEntities, Unit } from './Unit';
import { convertUnit } from './UnitConverter';

const DEBOUNCE_MILLISECONDS = 300;
const RETRY_MILLISECONDS = 5_000;
/** Longest time that conversions keep the process busy before others get a turn. */
const SLICE_MILLISECONDS = 10;
/** The catalog hashes a mutation as a whole, and nothing else runs meanwhile. */
const BATCH_LENGTH = 768 * 1024;

/** Options of {@link CatalogSync}. */
export interface CatalogSyncOptions {
  providers: ClusterEntityProvider[];
  sources: ClusterSource[];
  convert: ConvertOptions;
  readBucket: ReadBucket;
  logger: LoggerService;
  /** Rejects when this replica must not write any more. */
  assertLeader(): Promise<void>;
  /** Clusters, and `<cluster>/<xrd>` of resources, that cannot be read at the moment. */
  stale: ReadonlySet<string>;
  /** Names of templates. */
  names: GivenNames;
  /** Definitions that entities were made of. */
  readable: LastReadable;
  /** Called after changes were sent. */
  onSent(): void;
  /** Changes within this time are sent together. Defaults to 300 milliseconds. */
  debounceMilliseconds?: number;
  /** Wait after the catalog refused a mutation. Defaults to 5 seconds. */
  retryMilliseconds?: number;
  /** Whether the catalog has a pile of entities to process. */
  hasBacklog?: () => boolean;
}

/**
 * Keeps the catalog buckets equal to what the sources hold: converts what changed, XRD by XRD, and sends the
 * difference in mutations small enough that nothing else has to wait.
 */
export class CatalogSync {
  readonly #options: CatalogSyncOptions;
  readonly #units = new Map<string, Unit>();
  readonly #kinds = new Map<string, Set<string>>();
  readonly #dirty = new Map<string, DirtyComposites>();
  /** Resources to follow, once the XRDs are in the catalog: thousands of watches can wait, templates cannot. */
  readonly #unfollowed = new Map<string, Unit['follow']>();
  readonly #later = new LaterEntities();
  readonly #sending: Debouncer;
  readonly #sendingLater: Debouncer;
  readonly #patience: CatalogPatience;
  readonly #comparison: BucketComparison;
  /** Sending and comparing take turns: what is being sent is in the catalog before it counts as sent. */
  #turn: Promise<unknown> = Promise.resolve();
  readonly #refused = new RefusedUnits(xrd => this.markXrd(xrd));
  #stopped = false;
  /** Grows with every change of a unit. */
  #revision = 0;

  constructor(options: CatalogSyncOptions) {
    this.#options = options;
    this.#comparison = new BucketComparison({
      readBucket: options.readBucket,
      logger: options.logger,
      assertLeader: options.assertLeader,
      units: () => this.units(),
      revision: () => this.#revision,
      refusing: () => this.#refused.waiting,
      onLost: (xrd, ref) => this.#forget(xrd, ref),
    });
    const times = {
      delayMilliseconds: options.debounceMilliseconds ?? DEBOUNCE_MILLISECONDS,
      retryMilliseconds: options.retryMilliseconds ?? RETRY_MILLISECONDS,
      onError: (error: unknown) =>
        options.logger.error(
          `The catalog did not take the entities, trying again: ${error}`,
        ),
    };
    this.#sending = new Debouncer({ ...times, run: () => this.#send() });
    this.#patience = new CatalogPatience(options);
    this.#sendingLater = new Debouncer({
      ...times,
      run: async () => {
        await this.#patience.untilQuiet();
        await this.#sendLater();
      },
    });
  }

  /** True when nothing waits to be sent. */
  get settled(): boolean {
    return this.#dirty.size === 0 && this.#later.size === 0;
  }

  /** Why the catalog refuses what was made of an XRD. */
  refusals(): Array<{ xrd: string; reason: string }> {
    return this.#refused.reasons();
  }

  units(): IterableIterator<Unit> {
    return this.#units.values();
  }

  /** Sends what waits, for example now that the catalog listens. */
  trigger(): void {
    this.#sending.trigger();
  }

  /** An XRD changed in one of the clusters, or how its cluster is doing. */
  markXrd(xrd: string): void {
    this.#refused.release(xrd);
    this.#dirty.set(xrd, 'all');
    this.#sending.trigger();
  }

  /** Resources of an XRD changed. */
  markComposites(xrd: string, cluster: string, keys: string[]): void {
    if (this.#refused.isWaiting(xrd)) {
      return;
    }
    const dirty = this.#dirty.get(xrd) ?? new Set();
    this.#dirty.set(xrd, dirty);
    if (dirty !== 'all') {
      for (const key of keys) {
        dirty.add(`${cluster}/${key}`);
      }
    }
    this.#sending.trigger();
  }

  /** Everything of the XRDs whose composite resources are of these kinds, `<group>/<kind>`. */
  markKinds(kinds: Iterable<string>): void {
    for (const kind of kinds) {
      for (const xrd of this.#kinds.get(kind) ?? []) {
        this.markXrd(xrd);
      }
    }
  }

  /** Everything of all XRDs. */
  markAll(): void {
    for (const xrd of this.#units.keys()) {
      this.markXrd(xrd);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#refused.stop();
    this.#patience.stop();
    await Promise.all([this.#sending.stop(), this.#sendingLater.stop()]);
  }

  /**
   * Compares the buckets with what was sent, which costs one query each: sends again what the catalog lost,
   * and removes what an earlier process left, once the cluster has been listed completely.
   */
  async compare(): Promise<void> {
    try {
      for (const provider of this.#options.providers) {
        if (!(await this.#compareBucket(provider))) {
          return;
        }
      }
    } finally {
      this.#comparison.finish();
    }
  }

  /** False where it is not the time for it. */
  async #compareBucket(provider: ClusterEntityProvider): Promise<boolean> {
    const source = this.#options.sources.find(
      ({ cluster }) => cluster === provider.cluster,
    );
    if (!source || !provider.connected || !this.settled || this.#stopped) {
      return false;
    }
    await this.#inTurn(async () => {
      if (this.settled) {
        await this.#comparison.compare(provider, source);
      }
    });
    return true;
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    const result = this.#turn.then(task);
    this.#turn = result.catch(() => {});
    return result;
  }

  #forget(xrd: string, ref: string): void {
    const unit = this.#units.get(xrd);
    for (const entities of unit ? [unit.shared, unit.composites] : []) {
      for (const [key, placed] of entities) {
        if (placed.ref === ref) {
          entities.set(key, { ...placed, hash: '' });
        }
      }
    }
    if (unit) {
      unit.groupKey = '';
      this.#revision += 1;
    }
    this.markXrd(xrd);
  }

  async #send(): Promise<void> {
    const { providers } = this.#options;
    if (!providers.every(({ connected }) => connected)) {
      return;
    }
    while (this.#dirty.size > 0 && !this.#stopped) {
      await this.#inTurn(() => this.#sendBatch());
    }
    if (this.#later.size > 0) {
      this.#sendingLater.trigger();
    }
    this.#followResources();
    this.#options.onSent();
  }

  async #sendBatch(): Promise<void> {
    const taken = new Map<string, DirtyComposites>();
    const units: Unit[] = [];
    const changed: ChangedEntity[] = [];
    const removed: PlacedEntity[] = [];
    const later = new Map<string, ChangedEntity[]>();
    try {
      let length = 0;
      let sliceEnd = performance.now() + SLICE_MILLISECONDS;
      for (const [xrd, dirty] of this.#dirty) {
        this.#dirty.delete(xrd);
        taken.set(xrd, dirty);
        const previous = this.#units.get(xrd);
        const made = this.#convert(xrd, previous, dirty);
        units.push(made.unit);
        const waits = (item: ChangedEntity) =>
          this.#later.canWait(item, this.#dirty.size);
        const now = made.changed.filter(item => !waits(item));
        changed.push(...now);
        later.set(xrd, made.changed.filter(waits));
        removed.push(...removedEntities(previous, made.unit));
        length += now.reduce((sum, item) => sum + item.length, 0);
        if (
          length > BATCH_LENGTH ||
          changed.length > BATCH_ENTITIES ||
          taken.size >= this.#refused.limit
        ) {
          break;
        }
        if (performance.now() > sliceEnd) {
          await new Promise(resolve => setImmediate(resolve));
          sliceEnd = performance.now() + SLICE_MILLISECONDS;
        }
      }
      // A name is known for good before anybody sees it.
      await this.#options.names.keep(units);
      await this.#sendEntities({ changed, removed });
    } catch (error) {
      if (
        error instanceof MutationError &&
        this.#refused.refused([...taken.keys()], error.message)
      ) {
        this.#options.logger.error(
          `The catalog refuses what was made of XRD '${[
            ...taken.keys(),
          ]}', so it waits: ${error.message}`,
        );
        return;
      }
      this.#putBack(taken);
      throw error;
    }
    if (changed.length > 0 || removed.length > 0) {
      this.#refused.taken([...taken.keys()]);
    }
    this.#later.drop([...changed, ...removed]);
    for (const unit of units) {
      this.#later.keep(unit.xrd, later.get(unit.xrd) ?? []);
      this.#keep(unit);
    }
  }

  /** Sends what waited for the templates. */
  async #sendLater(): Promise<void> {
    while (this.#later.size > 0 && !this.#stopped) {
      await this.#inTurn(() => this.#sendLaterBatch());
    }
    this.#options.onSent();
  }

  async #sendLaterBatch(): Promise<void> {
    const taken = this.#later.take({
      length: BATCH_LENGTH,
      entities: BATCH_ENTITIES,
    });
    try {
      await this.#sendEntities({
        changed: taken.map(({ item }) => item),
        removed: [],
      });
    } catch (error) {
      // As if the catalog had lost them: XRD by XRD it shows which one it refuses.
      for (const { xrd, item } of taken) {
        this.#forget(xrd, item.ref);
      }
      throw error;
    }
  }

  #sendEntities(changes: {
    changed: ChangedEntity[];
    removed: PlacedEntity[];
  }): Promise<void> {
    return sendEntities(changes, {
      providers: this.#options.providers,
      assertLeader: this.#options.assertLeader,
      onAdded: (cluster, refs) => this.#comparison.sent(cluster, refs),
    });
  }

  #convert(
    xrd: string,
    previous: Unit | undefined,
    dirty: DirtyComposites,
  ): ReturnType<typeof convertUnit> {
    const { sources, stale, convert, logger } = this.#options;
    const names = this.#options.names.of(xrd);
    const readable = this.#options.readable.of(xrd);
    try {
      return convertUnit(xrd, previous, dirty, {
        sources,
        stale,
        options: convert,
        readable,
        names,
      });
    } catch (error) {
      // Others must not wait for one that nobody foresaw; what it had stays.
      logger.error(`XRD '${xrd}' cannot be converted: ${error}`);
      const problems = sources.map(({ cluster }) => ({
        cluster,
        xrd,
        path: 'spec',
        reason: error instanceof Error ? error.message : String(error),
      }));
      return {
        unit: {
          ...(previous ?? emptyUnit(xrd)),
          problems,
          unreadable: sources
            .filter(source => source.definition(xrd))
            .map(({ cluster }) => cluster),
          groupKey: '',
          readable: new Map(readable),
          names,
        },
        changed: [],
      };
    }
  }

  #keep(unit: Unit): void {
    this.#revision += 1;
    this.#options.readable.keep(unit, cluster =>
      this.#options.sources
        .find(source => source.cluster === cluster)
        ?.definition(unit.xrd),
    );
    const gone =
      unit.shared.size === 0 &&
      unit.composites.size === 0 &&
      [...unit.follow.values()].every(resource => !resource) &&
      unit.problems.length === 0;
    this.#unfollowed.set(unit.xrd, unit.follow);
    if (gone) {
      this.#units.delete(unit.xrd);
      if (unit.kind) {
        this.#kinds.get(unit.kind)?.delete(unit.xrd);
      }
      return;
    }
    this.#units.set(unit.xrd, unit);
    if (unit.kind) {
      const xrds = this.#kinds.get(unit.kind) ?? new Set();
      this.#kinds.set(unit.kind, xrds);
      xrds.add(unit.xrd);
    }
  }

  #followResources(): void {
    if (this.#dirty.size > 0) {
      return;
    }
    for (const [xrd, follow] of this.#unfollowed) {
      for (const source of this.#options.sources) {
        source.follow(xrd, follow.get(source.cluster));
      }
    }
    this.#unfollowed.clear();
  }

  #putBack(taken: Map<string, DirtyComposites>): void {
    for (const [xrd, dirty] of taken) {
      const newer = this.#dirty.get(xrd);
      this.#dirty.set(
        xrd,
        dirty === 'all' || newer === 'all'
          ? 'all'
          : new Set([...dirty, ...(newer ?? [])]),
      );
    }
  }
}
