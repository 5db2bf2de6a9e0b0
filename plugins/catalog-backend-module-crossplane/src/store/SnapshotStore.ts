import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { KubernetesObject } from '@openportal/kubernetes-node';
import { Knex } from 'knex';

const TABLE = 'crossplane_snapshots';

/** Names one stored part: the XRDs of a cluster, or the resources of one XRD. */
export interface SnapshotKey {
  provider: string;
  cluster: string;
  part: string;
}

export interface SnapshotPart {
  part: string;
  objects: KubernetesObject[];
  listedAt: string;
}

interface SnapshotRow extends SnapshotKey {
  objects: string;
  listed_at: string;
}

/** Keeps the last good objects of clusters. */
export interface SnapshotStore {
  read(provider: string, cluster: string): Promise<SnapshotPart[]>;
  write(key: SnapshotKey, objects: KubernetesObject[]): Promise<void>;
  remove(key: SnapshotKey): Promise<void>;
}

/** A {@link SnapshotStore} in the catalog's database. */
export class DatabaseSnapshotStore implements SnapshotStore {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static async create(
    database: DatabaseService,
  ): Promise<DatabaseSnapshotStore> {
    const knex = await database.getClient();
    if (!database.migrations?.skip) {
      await knex.migrate.latest({
        directory: resolvePackagePath(
          '@openportal/plugin-catalog-backend-module-crossplane',
          'migrations',
        ),
        // The database belongs to the catalog, which has migrations of its own.
        tableName: 'crossplane__knex_migrations',
      });
    }
    return new DatabaseSnapshotStore(knex);
  }

  async read(provider: string, cluster: string): Promise<SnapshotPart[]> {
    const rows = await this.#knex<SnapshotRow>(TABLE).where({
      provider,
      cluster,
    });
    return rows.map(row => ({
      part: row.part,
      objects: JSON.parse(row.objects),
      listedAt: row.listed_at,
    }));
  }

  async write(key: SnapshotKey, objects: KubernetesObject[]): Promise<void> {
    await this.#knex<SnapshotRow>(TABLE)
      .insert({
        ...key,
        objects: JSON.stringify(objects),
        listed_at: new Date().toISOString(),
      })
      .onConflict(['provider', 'cluster', 'part'])
      .merge();
  }

  async remove(key: SnapshotKey): Promise<void> {
    await this.#knex<SnapshotRow>(TABLE)
      .where({ ...key })
      .delete();
  }
}
