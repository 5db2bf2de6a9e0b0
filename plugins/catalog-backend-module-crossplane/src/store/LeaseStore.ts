import { IngestorLeader } from '@openportal/plugin-crossplane-common';
import { Knex } from 'knex';
import { databaseTime, isPostgres } from '@openportal/database-node';

const TABLE = 'crossplane_leases';

/** A lease that this replica holds. A later holder has a greater token. */
export interface Lease {
  provider: string;
  token: number;
}

/** Says that another replica took over. */
export class LeaseLostError extends Error {
  constructor({ provider }: Lease) {
    super(`Another replica took over provider '${provider}'`);
    this.name = 'LeaseLostError';
  }
}

/** Leases in the catalog's database, one for each provider, by the clock of the database. */
export class LeaseStore {
  readonly #knex: Knex;
  readonly #lifetime: number;

  /** @param options - `lifetimeMilliseconds`: how long a lease lasts without renewal, 30 seconds by default */
  constructor(knex: Knex, options: { lifetimeMilliseconds?: number } = {}) {
    this.#knex = knex;
    this.#lifetime = options.lifetimeMilliseconds ?? 30_000;
  }

  /** How long a lease lasts without renewal, in milliseconds. */
  get lifetime(): number {
    return this.#lifetime;
  }

  /** Takes the lease when nobody has it. */
  async acquire(provider: string, holder: string): Promise<Lease | undefined> {
    const knex = this.#knex;
    await knex(TABLE).insert({ provider }).onConflict('provider').ignore();
    const [row] = await knex(TABLE)
      .where({ provider })
      .andWhere('expires_at', '<', databaseTime(knex))
      .update({
        holder,
        token: knex.raw('token + 1'),
        acquired_at: databaseTime(knex),
        expires_at: databaseTime(knex, this.#lifetime),
      })
      .returning('token');
    return row && { provider, token: Number(row.token) };
  }

  /** Keeps the lease; false when another replica took over. */
  async renew(lease: Lease): Promise<boolean> {
    const knex = this.#knex;
    const count = await knex(TABLE)
      .where({ ...lease })
      .update({ expires_at: databaseTime(knex, this.#lifetime) });
    return count === 1;
  }

  /** Gives the lease back, so that another replica need not wait for its end. */
  async release(lease: Lease): Promise<void> {
    await this.#knex(TABLE)
      .where({ ...lease })
      .update({ expires_at: 0 });
  }

  /** Which replica has the lease; without `holder` between two. */
  async read(provider: string): Promise<IngestorLeader> {
    const row = await this.#knex(TABLE)
      .where({ provider })
      .andWhere('expires_at', '>=', databaseTime(this.#knex))
      .first();
    return row
      ? {
          provider,
          holder: row.holder,
          since: new Date(Number(row.acquired_at)).toISOString(),
          expiresAt: new Date(Number(row.expires_at)).toISOString(),
        }
      : { provider };
  }

  /**
   * Refuses what a replica does that lost its lease without knowing, after a long pause for example.
   *
   * @param knex - the transaction of the write that needs the lease: the lease cannot change hands before its end
   * @throws {@link LeaseLostError}
   */
  async assertHeld(lease: Lease, knex: Knex = this.#knex): Promise<void> {
    const query = knex(TABLE)
      .where({ ...lease })
      .andWhere('expires_at', '>=', databaseTime(knex))
      .select('token');
    if (knex.isTransaction && isPostgres(knex)) {
      query.forShare();
    }
    if ((await query).length === 0) {
      throw new LeaseLostError(lease);
    }
  }
}
