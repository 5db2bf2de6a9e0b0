import { Knex } from 'knex';
import { chunks } from './chunks';
import { Lease, LeaseStore } from './LeaseStore';

const TABLE = 'crossplane_template_names';

/** The entity name of the template that an XRD of a cluster belongs to. */
export interface StoredTemplateName {
  cluster: string;
  xrd: string;
  name: string;
}

/** Keeps the names that templates were given. */
export class TemplateNameStore {
  readonly #knex: Knex;
  readonly #leases: LeaseStore;

  constructor(knex: Knex, leases: LeaseStore) {
    this.#knex = knex;
    this.#leases = leases;
  }

  /**
   * The names of a provider. Those of clusters that it does not read any more are forgotten: others may have
   * them now.
   *
   * @throws `LeaseLostError` when another replica is the leader by now
   */
  async read(lease: Lease, clusters: string[]): Promise<StoredTemplateName[]> {
    const { provider } = lease;
    await this.#knex.transaction(async trx => {
      await this.#leases.assertHeld(lease, trx);
      await trx(TABLE)
        .where({ provider })
        .whereNotIn('cluster', clusters)
        .delete();
    });
    return this.#knex<StoredTemplateName & { provider: string }>(TABLE)
      .where({ provider })
      .select('cluster', 'xrd', 'name');
  }

  /**
   * Writes changes together.
   *
   * @throws `LeaseLostError` when another replica is the leader by now
   */
  async write(
    lease: Lease,
    changes: {
      set: StoredTemplateName[];
      removed: Array<Omit<StoredTemplateName, 'name'>>;
    },
  ): Promise<void> {
    const { provider } = lease;
    await this.#knex.transaction(async trx => {
      await this.#leases.assertHeld(lease, trx);
      for (const keys of chunks(changes.removed)) {
        await trx(TABLE)
          .where({ provider })
          .whereIn(
            ['cluster', 'xrd'],
            keys.map(({ cluster, xrd }) => [cluster, xrd]),
          )
          .delete();
      }
      for (const names of chunks(changes.set)) {
        await trx(TABLE)
          .insert(names.map(name => ({ provider, ...name })))
          .onConflict(['provider', 'cluster', 'xrd'])
          .merge(['name']);
      }
    });
  }
}
