import { PackedObject } from '../source/PackedObject';
import { PartChange } from '../source/WatchedPart';
import { StoredObject } from '../store/SnapshotStore';
import { PARTS } from '../source/ClusterSourceOptions';
import { Unit } from './Unit';

/**
 * The last definition of each XRD that could be read. While the present one cannot, the one before is stored
 * beside it, so that a restart does not forget what the entities in the catalog were made of.
 */
export class LastReadable {
  readonly #write: (cluster: string, change: PartChange) => void;
  /** By XRD and cluster. */
  readonly #known = new Map<string, ReadonlyMap<string, PackedObject>>();
  /** Hash of what is stored, by `<cluster>/<xrd>`. */
  readonly #stored = new Map<string, string>();

  /** @param write - stores a change, in the same transaction as a change of the definitions that are waiting */
  constructor(write: (cluster: string, change: PartChange) => void) {
    this.#write = write;
  }

  /** Takes over what an earlier process stored of a cluster. */
  load(cluster: string, parts: ReadonlyMap<string, StoredObject[]>): void {
    for (const part of [PARTS.definitions, PARTS.readable]) {
      for (const object of parts.get(part) ?? []) {
        const packed = PackedObject.fromStored(object);
        const xrd = packed.metadata.name;
        this.#known.set(
          xrd,
          new Map([...this.of(xrd), [cluster, packed] as const]),
        );
        if (part === PARTS.readable) {
          this.#stored.set(`${cluster}/${xrd}`, packed.hash);
        }
      }
    }
  }

  /** By cluster, the last definition of an XRD that could be read; one that nobody looked at yet counts as such. */
  of(xrd: string): ReadonlyMap<string, PackedObject> {
    return this.#known.get(xrd) ?? new Map();
  }

  /** Definitions are about to be overwritten, perhaps by some that cannot be read. */
  changing(cluster: string, { set, removed }: PartChange): void {
    for (const object of set) {
      const xrd = object.metadata.name;
      const before = this.of(xrd).get(cluster);
      if (before && before.hash !== object.hash) {
        this.#store(cluster, xrd, before);
      }
    }
    for (const key of removed) {
      this.#store(cluster, key.slice(1), undefined);
    }
  }

  /**
   * An XRD was converted.
   *
   * @param current - the definition of a cluster as it is now, which may be newer than what was converted
   */
  keep(
    { xrd, readable }: Pick<Unit, 'xrd' | 'readable'>,
    current: (cluster: string) => PackedObject | undefined,
  ): void {
    for (const cluster of new Set([
      ...this.of(xrd).keys(),
      ...readable.keys(),
    ])) {
      const last = readable.get(cluster);
      const isCurrent = last?.hash === current(cluster)?.hash;
      this.#store(cluster, xrd, isCurrent ? undefined : last);
    }
    if (readable.size > 0) {
      this.#known.set(xrd, readable);
    } else {
      this.#known.delete(xrd);
    }
  }

  #store(cluster: string, xrd: string, object: PackedObject | undefined): void {
    const id = `${cluster}/${xrd}`;
    if (object?.hash === this.#stored.get(id)) {
      return;
    }
    if (object) {
      this.#stored.set(id, object.hash);
      this.#write(cluster, { set: [object], removed: [] });
    } else {
      this.#stored.delete(id);
      this.#write(cluster, { set: [], removed: [`/${xrd}`] });
    }
  }
}
