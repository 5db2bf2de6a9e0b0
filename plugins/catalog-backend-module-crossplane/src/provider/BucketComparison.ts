import { LoggerService } from '@backstage/backend-plugin-api';
import { ClusterSource } from '../source/ClusterSource';
import { ReadBucket } from '../store/BucketReader';
import { ClusterEntityProvider } from './ClusterEntityProvider';
import { findLeftovers, findLosses, isResource } from './compareBucket';
import { LeftoverGuard } from './LeftoverGuard';
import { PlacedEntity } from './placedEntity';
import { Unit } from './Unit';

/** What the catalog refuses to keep is not sent more often than this. */
const RESEND_MILLISECONDS = 10 * 60 * 1000;

/** Options of {@link BucketComparison}. */
export interface BucketComparisonOptions {
  readBucket: ReadBucket;
  logger: LoggerService;
  /** Rejects when this replica must not write any more. */
  assertLeader(): Promise<void>;
  units(): Iterable<Unit>;
  /** True while the catalog refuses something. */
  refusing(): boolean;
  /** An entity is not in the catalog as it should be: it counts as never sent. */
  onLost(xrd: string, ref: string): void;
}

/**
 * Compares what the catalog holds with what was sent: finds what it lost, and removes what an earlier process
 * left.
 */
export class BucketComparison {
  readonly #options: BucketComparisonOptions;
  readonly #seen = new Map<string, Map<string, string>>();
  readonly #leftovers = new Map<string, LeftoverGuard>();
  readonly #resentAt = new Map<string, number>();

  constructor(options: BucketComparisonOptions) {
    this.#options = options;
  }

  /** The catalog took entities, so what it held of them before says nothing. */
  sent(cluster: string, refs: string[]): void {
    const seen = this.#seen.get(cluster);
    for (const ref of refs) {
      seen?.delete(ref);
    }
  }

  /** Compares the bucket of one cluster. */
  async compare(
    provider: ClusterEntityProvider,
    source: ClusterSource,
  ): Promise<void> {
    const bucket = await this.#options.readBucket(provider.getProviderName());
    if (bucket) {
      const placed = this.#placedIn(provider.cluster);
      this.#resend(provider.cluster, bucket, placed);
      await this.#removeLeftovers(provider, source, bucket, placed);
    }
  }

  #placedIn(
    bucket: string,
  ): Map<string, { placed: PlacedEntity; xrd: string }> {
    const result = new Map<string, { placed: PlacedEntity; xrd: string }>();
    for (const { xrd, shared, composites } of this.#options.units()) {
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
        this.#options.onLost(found.xrd, ref);
      }
    }
  }

  async #removeLeftovers(
    provider: ClusterEntityProvider,
    source: ClusterSource,
    bucket: Map<string, string>,
    placed: ReadonlyMap<string, unknown>,
  ): Promise<void> {
    const { cluster } = provider;
    const refused = this.#refused();
    const found = findLeftovers(bucket, placed, {
      definitions: source.definitionsListed,
      resources: source.complete,
    }).filter(ref => !refused.has(ref));
    // A part of what the catalog refused may be in a bucket already.
    if (
      found.length > 0 &&
      (this.#options.refusing() || this.#unreadableIn(cluster))
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
    for (const { xrd, shared } of this.#options.units()) {
      for (const ref of shared.keys()) {
        if (gone.has(ref)) {
          this.#options.onLost(xrd, ref);
        }
      }
    }
  }

  /** What cannot be made now may be in any bucket: the clusters that share a template change. */
  #refused(): Set<string> {
    const refs = new Set<string>();
    for (const { refusedShared, refusedComposites } of this.#options.units()) {
      for (const ref of [...refusedShared, ...refusedComposites.values()]) {
        refs.add(ref);
      }
    }
    return refs;
  }

  /** What is left over may have been made of an XRD that cannot be read now: an error removes nothing. */
  #unreadableIn(cluster: string): boolean {
    return [...this.#options.units()].some(({ unreadable }) =>
      unreadable.includes(cluster),
    );
  }
}
