import { databaseTime } from '@openportal/database-node';
import { Knex } from 'knex';
import { OperationRow } from '../database/rows';

/** Lets operations that wait be looked at now: something that they wait for may have happened. */
export class OperationWaker {
  readonly #knex: Knex;
  readonly #onWoken: () => void;

  constructor(options: {
    knex: Knex;
    /** Called where there is something to look at. */
    onWoken: () => void;
  }) {
    this.#knex = options.knex;
    this.#onWoken = options.onWoken;
  }

  /** Makes the operation that changes these environments due. The number of them. */
  async wake(key: {
    entityRef: string;
    environments: string[];
  }): Promise<number> {
    const now = databaseTime(this.#knex);
    const woken = await this.#knex<OperationRow>('operations')
      .where({ entity_ref: key.entityRef })
      .whereIn('environment', key.environments)
      .whereNull('finished_at')
      // A worker that is at it looks anyway.
      .whereNull('lease_token')
      .where('next_at', '>', now)
      .update({ next_at: now });
    if (woken > 0) {
      this.#onWoken();
    }
    return woken;
  }
}
