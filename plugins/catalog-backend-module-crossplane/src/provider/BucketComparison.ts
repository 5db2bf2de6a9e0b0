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
  /** Changes with the units. */
  revision(): number;
  /** True while the catalog refuses something. */
  refusing(): boolean;
  /** An entity is not in the catalog as it should be: it counts as never sent. */
  onLost(xrd: string, ref: string): void;
}

/** What all units together should have in the buckets. */
interface Expected {
  revision: number;
  /** By bucket and reference. */
  placed: Map<string, Map<string, { placed: PlacedEntity; xrd: string }>>;
  /** What cannot be made now may be in any bucket: the clusters that share a template change. */
  refused: Set<string>;
  /** Clusters with an XRD that cannot be read now. */
  unreadable: Set<string>;
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
  #expected: Expected | undefined;

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
      const placed = this.#expect().placed.get(provider.cluster) ?? new Map();
      this.#resend(provider.cluster, bucket, placed);
      await this.#removeLeftovers(provider, source, bucket, placed);
    }
  }

  /** Every bucket is compared; until the next time the memory is better used otherwise. */
  finish(): void {
    this.#expected = undefined;
  }

  /** Looks at all units once for all buckets, unless something changes in between. */
  #expect(): Expected {
    const revision = this.#options.revision();
    if (this.#expected?.revision === revision) {
      return this.#expected;
    }
    const expected: Expected = {
      revision,
      placed: new Map(),
      refused: new Set(),
      unreadable: new Set(),
    };
    for (const unit of this.#options.units()) {
      for (const entities of [unit.shared, unit.composites]) {
        for (const placed of entities.values()) {
          const bucket = expected.placed.get(placed.bucket) ?? new Map();
          expected.placed.set(placed.bucket, bucket);
          bucket.set(placed.ref, { placed, xrd: unit.xrd });
        }
      }
      for (const ref of unit.refusedShared) {
        expected.refused.add(ref);
      }
      for (const ref of unit.refusedComposites.values()) {
        expected.refused.add(ref);
      }
      for (const cluster of unit.unreadable) {
        expected.unreadable.add(cluster);
      }
    }
    this.#expected = expected;
    return expected;
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
    const { refused, unreadable } = this.#expect();
    const found = findLeftovers(bucket, placed, {
      definitions: source.definitionsListed,
      resources: source.complete,
    }).filter(ref => !refused.has(ref));
    // A part of what the catalog refused may be in a bucket already.
    if (
      found.length > 0 &&
      // What is left over may have been made of an XRD that cannot be read now: an error removes nothing.
      (this.#options.refusing() || unreadable.has(cluster))
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
}
