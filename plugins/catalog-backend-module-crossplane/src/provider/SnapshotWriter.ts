import { LoggerService } from '@backstage/backend-plugin-api';
import { PARTS } from '../source/ClusterSourceOptions';
import { PackedObject } from '../source/PackedObject';
import { PartChange } from '../source/WatchedPart';
import { Lease, LeaseLostError } from '../store/LeaseStore';
import { SnapshotChange, SnapshotStore } from '../store/SnapshotStore';
import { CatalogPatience, CatalogPatienceOptions } from './CatalogPatience';
import { Debouncer } from './Debouncer';

const DELAY_MILLISECONDS = 2_000;
const RETRY_MILLISECONDS = 5_000;
/** A transaction this large is over in the blink of an eye. */
const OBJECTS_A_TRANSACTION = 200;

/** A definition is not overwritten before the one that could be read is stored beside it, nor that one removed before. */
const COMPANIONS: ReadonlyMap<string, string> = new Map([
  [PARTS.definitions, PARTS.readable],
  [PARTS.readable, PARTS.definitions],
]);

interface TakenChange {
  change: SnapshotChange;
  objects: PackedObject[];
}

/**
 * Stores the last good objects some time after they changed, and only what changed. While the catalog has a pile
 * to process it gets the database for itself, for a minute at most.
 */
export class SnapshotWriter {
  readonly #store: SnapshotStore;
  readonly #lease: Lease;
  readonly #writing: Debouncer;
  readonly #patience: CatalogPatience;
  /** By cluster, part and key; `undefined` for an object that is gone. */
  readonly #pending = new Map<
    string,
    Map<string, Map<string, PackedObject | undefined>>
  >();

  constructor(
    options: {
      store: SnapshotStore;
      lease: Lease;
      logger: LoggerService;
      /** Wait before the first write after a change. Defaults to 2 seconds. */
      delayMilliseconds?: number;
    } & CatalogPatienceOptions,
  ) {
    this.#store = options.store;
    this.#lease = options.lease;
    this.#patience = new CatalogPatience(options);
    this.#writing = new Debouncer({
      delayMilliseconds: options.delayMilliseconds ?? DELAY_MILLISECONDS,
      retryMilliseconds: RETRY_MILLISECONDS,
      run: async () => {
        await this.#patience.untilQuiet();
        await this.#write();
      },
      onError: error =>
        options.logger.warn(
          `The last good state of the clusters was not stored, trying again: ${error}`,
        ),
    });
  }

  add(cluster: string, part: string, change: PartChange): void {
    const parts = this.#pending.get(cluster) ?? new Map();
    this.#pending.set(cluster, parts);
    const objects: Map<string, PackedObject | undefined> =
      parts.get(part) ?? new Map();
    parts.set(part, objects);
    for (const object of change.set) {
      objects.set(object.key, object);
    }
    for (const key of change.removed) {
      objects.set(key, undefined);
    }
    this.#writing.trigger();
  }

  /** Writes what is left; after another replica took over there is nothing left to write. */
  async stop(): Promise<void> {
    this.#patience.stop();
    await this.#writing.stop();
    await this.#write().catch(() => {});
  }

  async #write(): Promise<void> {
    for (;;) {
      const changes = this.#take();
      if (changes.length === 0) {
        return;
      }
      try {
        await this.#store.write(
          this.#lease,
          changes.map(({ change }) => change),
        );
      } catch (error) {
        if (error instanceof LeaseLostError) {
          this.#pending.clear();
          return;
        }
        this.#putBack(changes);
        throw error;
      }
    }
  }

  #take(): TakenChange[] {
    const taken: TakenChange[] = [];
    let left = OBJECTS_A_TRANSACTION;
    for (const [cluster, parts] of this.#pending) {
      for (const [part, pending] of parts) {
        const keys = [...pending.keys()].slice(0, left);
        left -= keys.length;
        taken.push(this.#takeKeys(cluster, part, keys));
        const companion = COMPANIONS.get(part);
        const others = companion && parts.get(companion);
        if (companion && others) {
          const both = keys.filter(key => others.has(key));
          taken.push(this.#takeKeys(cluster, companion, both));
        }
        if (left === 0) {
          return taken;
        }
      }
      this.#pending.delete(cluster);
    }
    return taken;
  }

  #takeKeys(cluster: string, part: string, keys: string[]): TakenChange {
    const parts = this.#pending.get(cluster);
    const pending = parts?.get(part);
    const objects = keys.flatMap(key => pending?.get(key) ?? []);
    const removed = keys.filter(key => !pending?.get(key));
    for (const key of keys) {
      pending?.delete(key);
    }
    if (pending?.size === 0) {
      parts?.delete(part);
    }
    const set = objects.map(({ key, hash, data }) => ({ key, hash, data }));
    const { provider } = this.#lease;
    return { objects, change: { provider, cluster, part, set, removed } };
  }

  /** What changed again in the meantime stays as it is now. */
  #putBack(changes: TakenChange[]): void {
    for (const { change, objects } of changes) {
      const { cluster, part, removed } = change;
      const newer = this.#pending.get(cluster)?.get(part);
      const isOld = (key: string) => !newer?.has(key);
      this.add(cluster, part, {
        set: objects.filter(({ key }) => isOld(key)),
        removed: removed.filter(isOld),
      });
    }
  }
}
