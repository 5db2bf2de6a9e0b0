import { LoggerService } from '@backstage/backend-plugin-api';
import { PackedObject } from '../source/PackedObject';
import { PartChange } from '../source/WatchedPart';
import { Lease, LeaseLostError } from '../store/LeaseStore';
import { SnapshotChange, SnapshotStore } from '../store/SnapshotStore';
import { Debouncer } from './Debouncer';

const DELAY_MILLISECONDS = 2_000;
const RETRY_MILLISECONDS = 5_000;
/** A transaction this large is over in the blink of an eye. */
const OBJECTS_A_TRANSACTION = 200;

/** Stores the last good objects some time after they changed, and only what changed. */
export class SnapshotWriter {
  readonly #store: SnapshotStore;
  readonly #lease: Lease;
  readonly #writing: Debouncer;
  /** By cluster, part and key; `undefined` for an object that is gone. */
  readonly #pending = new Map<
    string,
    Map<string, Map<string, PackedObject | undefined>>
  >();

  constructor(options: {
    store: SnapshotStore;
    lease: Lease;
    logger: LoggerService;
    delayMilliseconds?: number;
  }) {
    this.#store = options.store;
    this.#lease = options.lease;
    this.#writing = new Debouncer({
      delayMilliseconds: options.delayMilliseconds ?? DELAY_MILLISECONDS,
      retryMilliseconds: RETRY_MILLISECONDS,
      run: () => this.#write(),
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

  #take(): Array<{ change: SnapshotChange; objects: PackedObject[] }> {
    const taken: Array<{ change: SnapshotChange; objects: PackedObject[] }> =
      [];
    let left = OBJECTS_A_TRANSACTION;
    for (const [cluster, parts] of this.#pending) {
      for (const [part, pending] of parts) {
        const entries = [...pending].slice(0, left);
        left -= entries.length;
        const objects = entries.flatMap(([, object]) => object ?? []);
        taken.push({
          objects,
          change: {
            provider: this.#lease.provider,
            cluster,
            part,
            set: objects.map(({ key, hash, data }) => ({ key, hash, data })),
            removed: entries
              .filter(([, object]) => !object)
              .map(([key]) => key),
          },
        });
        for (const [key] of entries) {
          pending.delete(key);
        }
        if (pending.size === 0) {
          parts.delete(part);
        }
        if (left === 0) {
          return taken;
        }
      }
      this.#pending.delete(cluster);
    }
    return taken;
  }

  /** What changed again in the meantime stays as it is now. */
  #putBack(
    changes: Array<{ change: SnapshotChange; objects: PackedObject[] }>,
  ): void {
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
