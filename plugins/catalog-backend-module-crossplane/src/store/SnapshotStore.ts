import { Knex } from 'knex';
import { chunks } from './chunks';
import { Lease, LeaseStore } from './LeaseStore';

const TABLE = 'crossplane_objects';

/** Names one stored part: the XRDs of a cluster, or the resources of one XRD. */
export interface SnapshotKey {
  provider: string;
  cluster: string;
  part: string;
}

/** An object as it is stored: compressed, with a hash of what it says. */
export interface StoredObject {
  /** `<namespace>/<name>` */
  key: string;
  hash: string;
  data: Buffer;
}

/** What changed in a part since it was last written. */
export interface SnapshotChange extends SnapshotKey {
  set: StoredObject[];
  /** Keys of objects that are gone. */
  removed: string[];
}

interface SnapshotRow extends SnapshotKey, StoredObject {}

/** Keeps the last good objects of clusters. */
export interface SnapshotStore {
  /** The objects of a cluster by part. */
  read(provider: string, cluster: string): Promise<Map<string, StoredObject[]>>;
  /**
   * Writes changes together.
   *
   * @throws `LeaseLostError` when another replica is the leader by now
   */
  write(lease: Lease, changes: SnapshotChange[]): Promise<void>;
}

/** A {@link SnapshotStore} in the catalog's database, with a row for each object. */
export class DatabaseSnapshotStore implements SnapshotStore {
  readonly #knex: Knex;
  readonly #leases: LeaseStore;

  constructor(knex: Knex, leases: LeaseStore) {
    this.#knex = knex;
    this.#leases = leases;
  }

  /** {@inheritdoc SnapshotStore.read} */
  async read(
    provider: string,
    cluster: string,
  ): Promise<Map<string, StoredObject[]>> {
    const rows = await this.#knex<SnapshotRow>(TABLE).where({
      provider,
      cluster,
    });
    const parts = new Map<string, StoredObject[]>();
    for (const { part, key, hash, data } of rows) {
      const objects = parts.get(part) ?? [];
      parts.set(part, objects);
      objects.push({ key, hash, data });
    }
    return parts;
  }

  /** {@inheritdoc SnapshotStore.write} */
  async write(lease: Lease, changes: SnapshotChange[]): Promise<void> {
    await this.#knex.transaction(async trx => {
      await this.#leases.assertHeld(lease, trx);
      for (const { provider, cluster, part, set, removed } of changes) {
        const place = { provider, cluster, part };
        for (const keys of chunks(removed)) {
          await trx(TABLE).where(place).whereIn('key', keys).delete();
        }
        for (const objects of chunks(set)) {
          await trx(TABLE)
            .insert(
              objects.map(({ key, hash, data }) => ({
                ...place,
                key,
                hash,
                data,
              })),
            )
            .onConflict(['provider', 'cluster', 'part', 'key'])
            .merge(['hash', 'data']);
        }
      }
    });
  }
}
