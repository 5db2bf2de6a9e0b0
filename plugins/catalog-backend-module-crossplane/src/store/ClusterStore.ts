import { IngestorClusterStatus } from '@openportal/plugin-crossplane-common';
import { Knex } from 'knex';
import { Lease, LeaseStore } from './LeaseStore';

const TABLE = 'crossplane_clusters';

/** What replicas tell each other of the clusters of a provider. */
export class ClusterStore {
  readonly #knex: Knex;
  readonly #leases: LeaseStore;

  constructor(knex: Knex, leases: LeaseStore) {
    this.#knex = knex;
    this.#leases = leases;
  }

  /** Asks the leader to list clusters again. */
  async requestRefresh(provider: string, clusters: string[]): Promise<void> {
    await this.#insertMissing(provider, clusters);
    await this.#knex(TABLE)
      .where({ provider })
      .whereIn('cluster', clusters)
      .update({ refreshes: this.#knex.raw('refreshes + 1') });
  }

  /** How often each cluster was asked to be listed again. */
  async readRefreshes(provider: string): Promise<Map<string, number>> {
    const rows = await this.#knex(TABLE)
      .where({ provider })
      .select('cluster', 'refreshes');
    return new Map(
      rows.map(({ cluster, refreshes }) => [cluster, Number(refreshes)]),
    );
  }

  /**
   * Stores what the leader knows.
   *
   * @throws `LeaseLostError` when another replica is the leader by now
   */
  async writeStatus(
    lease: Lease,
    statuses: IngestorClusterStatus[],
  ): Promise<void> {
    const { provider } = lease;
    await this.#insertMissing(
      provider,
      statuses.map(({ cluster }) => cluster),
    );
    await this.#knex.transaction(async trx => {
      await this.#leases.assertHeld(lease, trx);
      for (const status of statuses) {
        await trx(TABLE)
          .where({ provider, cluster: status.cluster })
          .update({ status: JSON.stringify(status) });
      }
    });
  }

  /** What the leader stored last, by cluster. */
  async readStatuses(
    provider: string,
  ): Promise<Map<string, IngestorClusterStatus>> {
    const rows = await this.#knex(TABLE)
      .where({ provider })
      .whereNotNull('status')
      .select('cluster', 'status');
    return new Map(
      rows.map(({ cluster, status }) => [cluster, JSON.parse(status)]),
    );
  }

  async #insertMissing(provider: string, clusters: string[]): Promise<void> {
    if (clusters.length > 0) {
      await this.#knex(TABLE)
        .insert(clusters.map(cluster => ({ provider, cluster })))
        .onConflict(['provider', 'cluster'])
        .ignore();
    }
  }
}
