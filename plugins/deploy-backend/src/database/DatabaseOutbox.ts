import { randomUUID } from 'node:crypto';
import { DeployEvent } from '@openportal/plugin-deploy-node';
import { databaseNow, isPostgres } from '@openportal/database-node';
import { Knex } from 'knex';
import { redactSecrets } from '../errors/redactSecrets';
import { OutboxRow } from './rows';

/** A message that this replica may deliver until the lease ends. */
export type OutboxMessage = {
  sequence: number;
  event: DeployEvent;
  attempts: number;
  createdAtMs: number;
  /** Now, by the clock of the database. */
  nowMs: number;
  /** Ids of the notifiers that have it. */
  deliveredTo: string[];
  leaseToken: string;
};

/** Messages that must go out. Written by the transaction of what they tell about. */
export class DatabaseOutbox {
  readonly #knex: Knex;

  static create(options: { knex: Knex }): DatabaseOutbox {
    return new DatabaseOutbox(options.knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Takes the next due message. */
  async claim(leaseMs: number): Promise<OutboxMessage | undefined> {
    const now = await databaseNow(this.#knex);
    const leaseToken = randomUUID();
    const due = this.#rows()
      .select('sequence')
      .whereNull('delivered_at')
      .whereNull('dead_at')
      .whereNull('coalesced_at')
      .where('next_at', '<=', now)
      .where(lease =>
        lease.whereNull('lease_until').orWhere('lease_until', '<', now),
      )
      .orderBy('sequence')
      .limit(1);
    const rows = await this.#rows()
      // Not IN: PostgreSQL may run that subquery once per row, and so claim several.
      .where(
        'sequence',
        '=',
        isPostgres(this.#knex) ? due.forUpdate().skipLocked() : due,
      )
      .update({ lease_token: leaseToken, lease_until: now + leaseMs })
      .returning('*');
    if (rows.length === 0) {
      return undefined;
    }
    return {
      sequence: Number(rows[0].sequence),
      event: JSON.parse(rows[0].payload) as DeployEvent,
      attempts: rows[0].attempts,
      createdAtMs: Number(rows[0].created_at),
      nowMs: now,
      deliveredTo: parseDeliveredTo(rows[0].delivered_to),
      leaseToken,
    };
  }

  /** Notes that it went out. */
  async delivered(message: OutboxMessage): Promise<void> {
    await this.#held(message).update({
      delivered_at: await databaseNow(this.#knex),
      lease_token: null,
      lease_until: null,
    });
  }

  /** Notes to whom it did not go out; without a delay it is given up and kept as dead. */
  async failed(
    message: OutboxMessage,
    options: {
      error: string;
      deliveredTo: string[];
      retryAfterMs: number | undefined;
    },
  ): Promise<void> {
    const now = await databaseNow(this.#knex);
    await this.#held(message).update({
      attempts: message.attempts + 1,
      last_error: redactSecrets(options.error).slice(0, 1000),
      delivered_to: JSON.stringify(options.deliveredTo),
      lease_token: null,
      lease_until: null,
      ...(options.retryAfterMs === undefined
        ? { dead_at: now }
        : { next_at: now + options.retryAfterMs }),
    });
  }

  #rows() {
    return this.#knex<OutboxRow>('outbox');
  }

  #held(message: OutboxMessage) {
    return this.#rows().where({
      sequence: message.sequence,
      lease_token: message.leaseToken,
    });
  }
}

function parseDeliveredTo(json: string | null): string[] {
  return json === null ? [] : (JSON.parse(json) as string[]);
}
