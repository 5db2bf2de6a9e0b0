import { isPostgres } from '@openportal/database-node';
import createKnex, { Knex } from 'knex';

type Query = (statement: { text: string }, done: unknown) => unknown;

/** A statement that waits before it is sent. */
export type HeldStatement = {
  /** Resolves when it is there. */
  reached: Promise<void>;
  /** Sends it, or lets it pass where it did not come yet. */
  release(): void;
};

/**
 * The connections of one replica. On PostgreSQL a statement of a transaction can be held, so that another replica
 * does something in the meantime; SQLite has one transaction at a time.
 */
export class ReplicaDatabase {
  readonly knex: Knex;
  readonly canHold: boolean;
  #next: { pattern: RegExp; wait: () => Promise<void> } | undefined;

  constructor(shared: Knex) {
    this.canHold = isPostgres(shared);
    // SQLite in memory has one connection, so its replicas share it.
    this.knex = this.canHold
      ? createKnex({
          ...shared.client.config,
          pool: {
            min: 1,
            max: 6,
            afterCreate: (connection: { query: Query }, done: () => void) => {
              this.#watch(connection);
              done();
            },
          },
        })
      : shared;
  }

  /** Holds the next statement whose text fits. */
  hold(pattern: RegExp): HeldStatement {
    let tellReached = () => {};
    const reached = new Promise<void>(resolve => {
      tellReached = resolve;
    });
    let release = () => {};
    const released = new Promise<void>(resolve => {
      release = resolve;
    });
    const next = {
      pattern,
      wait: () => {
        tellReached();
        return released;
      },
    };
    this.#next = next;
    return {
      reached,
      release: () => {
        if (this.#next === next) {
          this.#next = undefined;
        }
        release();
      },
    };
  }

  async close(): Promise<void> {
    if (this.canHold) {
      await this.knex.destroy();
    }
  }

  #watch(connection: { query: Query }): void {
    const query = connection.query.bind(connection);
    connection.query = (statement, done) => {
      const next = this.#next;
      if (!next?.pattern.test(statement.text)) {
        return query(statement, done);
      }
      this.#next = undefined;
      return next.wait().then(() => query(statement, done));
    };
  }
}
