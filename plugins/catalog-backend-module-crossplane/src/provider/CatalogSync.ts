import { LoggerService } from '@backstage/backend-plugin-api';
import { ConvertOptions } from '../convert/types';
import { ClusterSource } from '../source/ClusterSource';
import { ReadBucket } from '../store/BucketReader';
import { ClusterEntityProvider } from './ClusterEntityProvider';
import { Debouncer } from './Debouncer';
import { findLeftovers, findLosses, isResource } from './compareBucket';
import { LeftoverGuard } from './LeftoverGuard';
import { RefusedUnits } from './RefusedUnits';
import {
  ChangedEntity,
  convertUnit,
  DirtyComposites,
  emptyUnit,
  PlacedEntity,
  removedEntities,
  Unit,
} from './UnitConverter';

const DEBOUNCE_MILLISECONDS = 300;
const RETRY_MILLISECONDS = 5_000;
/** Longest time that conversions keep the process busy before others get a turn. */
const SLICE_MILLISECONDS = 10;
/** The catalog hashes a mutation as a whole, and nothing else runs meanwhile. */
const BATCH_LENGTH = 512 * 1024;
const BATCH_ENTITIES = 200;
/** What the catalog refuses to keep is not sent more often than this. */
const RESEND_MILLISECONDS = 10 * 60 * 1000;

/** Tells what the catalog refused from what else may fail before. */
class MutationError extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'MutationError';
  }
}

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
  /** Called after changes were sent. */
  onSent(): void;
  /** Changes within this time are sent together. Defaults to 300 milliseconds. */
  debounceMilliseconds?: number;
  /** Wait after the catalog refused a mutation. Defaults to 5 seconds. */
  retryMilliseconds?: number;
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
  readonly #sending: Debouncer;
  readonly #seen = new Map<string, Map<string, string>>();
  readonly #leftovers = new Map<string, LeftoverGuard>();
  readonly #resentAt = new Map<string, number>();
  /** Sending and comparing take turns: what is being sent is in the catalog before it counts as sent. */
  #turn: Promise<unknown> = Promise.resolve();
  readonly #refused = new RefusedUnits(xrd => this.markXrd(xrd));
  #stopped = false;

  constructor(options: CatalogSyncOptions) {
    this.#options = options;
    this.#sending = new Debouncer({
      delayMilliseconds: options.debounceMilliseconds ?? DEBOUNCE_MILLISECONDS,
      retryMilliseconds: options.retryMilliseconds ?? RETRY_MILLISECONDS,
      run: () => this.#send(),
      onError: error =>
        options.logger.error(
          `The catalog did not take the entities, trying again: ${error}`,
        ),
    });
  }

  /** True when nothing waits to be sent. */
  get settled(): boolean {
    return this.#dirty.size === 0;
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
    await this.#sending.stop();
  }

  /**
   * Compares the buckets with what was sent, which costs one query each: sends again what the catalog lost,
   * and removes what an earlier process left, once the cluster has been listed completely.
   */
  async compare(): Promise<void> {
    for (const provider of this.#options.providers) {
      const source = this.#options.sources.find(
        ({ cluster }) => cluster === provider.cluster,
      );
      if (!source || !provider.connected || !this.settled || this.#stopped) {
        return;
      }
      await this.#inTurn(() => this.#compareBucket(provider, source));
    }
  }

  async #compareBucket(
    provider: ClusterEntityProvider,
    source: ClusterSource,
  ): Promise<void> {
    if (!this.settled) {
      return;
    }
    const bucket = await this.#options.readBucket(provider.getProviderName());
    if (bucket) {
      const placed = this.#placedIn(provider.cluster);
      this.#resend(provider.cluster, bucket, placed);
      await this.#removeLeftovers(provider, source, bucket, placed);
    }
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    const result = this.#turn.then(task);
    this.#turn = result.catch(() => {});
    return result;
  }

  #placedIn(
    bucket: string,
  ): Map<string, { placed: PlacedEntity; xrd: string }> {
    const result = new Map<string, { placed: PlacedEntity; xrd: string }>();
    for (const { xrd, shared, composites } of this.#units.values()) {
      for (const placed of [...shared.values(), ...composites.values()]) {
        if (placed.bucket === bucket) {
          result.set(placed.ref, { placed, xrd });
        }
      }
    }
    return result;
  }

  #resend(
    cluster: string,
    bucket: Map<string, string>,
    placed: Map<string, { placed: PlacedEntity; xrd: string }>,
  ): void {
    const seen = this.#seen.get(cluster) ?? new Map<string, string>();
    this.#seen.set(cluster, seen);
    const now = performance.now();
    for (const ref of this.#resentAt.keys()) {
      if (bucket.has(ref)) {
        this.#resentAt.delete(ref);
      }
    }
    const lost = findLosses(bucket, placed.keys(), seen).filter(
      ref => now - (this.#resentAt.get(ref) ?? -Infinity) > RESEND_MILLISECONDS,
    );
    if (lost.length === 0) {
      return;
    }
    this.#options.logger.warn(
      `The catalog lost ${lost.length} entities of cluster '${cluster}': sending them again`,
    );
    for (const ref of lost) {
      const found = placed.get(ref);
      if (found) {
        this.#resentAt.set(ref, now);
        this.#forget(found.xrd, ref);
      }
    }
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
    }
    this.markXrd(xrd);
  }

  async #removeLeftovers(
    provider: ClusterEntityProvider,
    source: ClusterSource,
    bucket: Map<string, string>,
    placed: ReadonlyMap<string, unknown>,
  ): Promise<void> {
    const { cluster } = provider;
    const found = findLeftovers(bucket, placed, {
      definitions: source.definitionsListed,
      resources: source.complete,
    });
    // A part of what the catalog refused may be in a bucket already.
    if (
      found.length > 0 &&
      (this.#refused.waiting || this.#unreadableIn(cluster))
    ) {
      return;
    }
    const guard = this.#leftovers.get(cluster) ?? new LeftoverGuard();
    this.#leftovers.set(cluster, guard);
    const { remove: leftovers, listAgain } = guard.accept(found, bucket.size, {
      isResource,
      lists: source,
    });
    if (listAgain) {
      this.#options.logger.warn(
        `Cluster '${cluster}' has nothing for ${found.length} of the ${bucket.size} entities that the catalog has of it: listing once more before any is removed`,
      );
      source.refresh();
    }
    if (leftovers.length === 0) {
      return;
    }
    await this.#options.assertLeader();
    this.#options.logger.info(
      `Removing ${leftovers.length} entities that cluster '${cluster}' no longer has`,
    );
    await provider.remove(leftovers);
    // Another cluster may have the same template: the catalog has just removed it for all.
    const gone = new Set(leftovers);
    for (const { xrd, shared } of this.#units.values()) {
      for (const ref of shared.keys()) {
        if (gone.has(ref)) {
          this.#forget(xrd, ref);
        }
      }
    }
  }

  /** What is left over may have been made of an XRD that cannot be read now: an error removes nothing. */
  #unreadableIn(cluster: string): boolean {
    return [...this.#units.values()].some(({ unreadable }) =>
      unreadable.includes(cluster),
    );
  }

  async #send(): Promise<void> {
    const { providers } = this.#options;
    if (!providers.every(({ connected }) => connected)) {
      return;
    }
    while (this.#dirty.size > 0 && !this.#stopped) {
      await this.#inTurn(() => this.#sendBatch());
    }
    this.#followResources();
    this.#options.onSent();
  }

  async #sendBatch(): Promise<void> {
    const taken = new Map<string, DirtyComposites>();
    const units: Unit[] = [];
    const changed: ChangedEntity[] = [];
    const removed: PlacedEntity[] = [];
    try {
      let length = 0;
      let sliceEnd = performance.now() + SLICE_MILLISECONDS;
      for (const [xrd, dirty] of this.#dirty) {
        this.#dirty.delete(xrd);
        taken.set(xrd, dirty);
        const previous = this.#units.get(xrd);
        const made = this.#convert(xrd, previous, dirty);
        units.push(made.unit);
        changed.push(...made.changed);
        removed.push(...removedEntities(previous, made.unit));
        length += made.changed.reduce((sum, item) => sum + item.length, 0);
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
      await this.#mutate(changed, removed);
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
    for (const unit of units) {
      this.#keep(unit);
    }
  }

  #convert(
    xrd: string,
    previous: Unit | undefined,
    dirty: DirtyComposites,
  ): ReturnType<typeof convertUnit> {
    const { sources, stale, convert, logger } = this.#options;
    try {
      return convertUnit(xrd, previous, dirty, {
        sources,
        stale,
        options: convert,
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
        unit: { ...(previous ?? emptyUnit(xrd)), problems, groupKey: '' },
        changed: [],
      };
    }
  }

  async #mutate(
    changed: ChangedEntity[],
    removed: PlacedEntity[],
  ): Promise<void> {
    if (changed.length === 0 && removed.length === 0) {
      return;
    }
    // First what is new, in all buckets: an entity that moves to another one is taken over in place.
    for (const provider of this.#options.providers) {
      const own = changed.filter(({ bucket }) => bucket === provider.cluster);
      for (let start = 0; start < own.length; start += BATCH_ENTITIES) {
        const batch = own.slice(start, start + BATCH_ENTITIES);
        await this.#options.assertLeader();
        await attempt(provider.add(batch.map(({ entity }) => entity)));
        for (const { ref } of batch) {
          this.#seen.get(provider.cluster)?.delete(ref);
        }
      }
    }
    for (const provider of this.#options.providers) {
      const refs = removed
        .filter(({ bucket }) => bucket === provider.cluster)
        .map(({ ref }) => ref);
      if (refs.length > 0) {
        await this.#options.assertLeader();
        await attempt(provider.remove(refs));
      }
    }
  }

  #keep(unit: Unit): void {
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

async function attempt(mutation: Promise<void>): Promise<void> {
  try {
    await mutation;
  } catch (error) {
    throw new MutationError(error);
  }
}
