import { randomUUID } from 'node:crypto';
import { DeployEvent } from '@openportal/plugin-deploy-node';
import { databaseNow, isPostgres } from '@openportal/database-node';
import {
  OutboxItemView,
  OutboxResponse,
} from '@openportal/plugin-deploy-common';
import { Knex } from 'knex';
import { redactSecrets } from '../errors/redactSecrets';
import { OutboxRow, toIso } from './rows';

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

  /**
   * Takes the next due message. One about an operation waits while one before it is being sent, also where that is
   * outdated, so that old news do not come after newer ones. What could not be sent is waited for no longer: a notifier
   * that is away must not keep the others from hearing how it went on.
   */
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
      .whereNotExists(
        this.#knex('outbox as earlier')
          .whereRaw('earlier.operation_id = outbox.operation_id')
          .whereRaw('earlier.sequence < outbox.sequence')
          .whereNull('earlier.delivered_at')
          .whereNull('earlier.dead_at')
          .where(pending =>
            pending
              .where('earlier.lease_until', '>=', now)
              .orWhere(untried =>
                untried
                  .whereNull('earlier.coalesced_at')
                  .where('earlier.attempts', 0),
              ),
          )
          .select(this.#knex.raw('1')),
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

  /** Newest first. */
  async list(query: {
    state?: OutboxItemView['state'];
    before?: number;
    limit: number;
  }): Promise<OutboxItemView[]> {
    const rows: OutboxRow[] = await this.#rows()
      .modify(builder => {
        if (query.before !== undefined) {
          builder.where('sequence', '<', query.before);
        }
        switch (query.state) {
          case 'due':
            builder
              .whereNull('delivered_at')
              .whereNull('dead_at')
              .whereNull('coalesced_at');
            break;
          case 'dead':
            builder.whereNotNull('dead_at');
            break;
          case 'delivered':
            builder.whereNotNull('delivered_at');
            break;
          case 'replaced':
            builder.whereNotNull('coalesced_at');
            break;
          default:
        }
      })
      .orderBy('sequence', 'desc')
      .limit(query.limit);
    return rows.map(toItem);
  }

  /**
   * Makes a dead message due again, for the notifiers that do not have it. Where it fails ten times more, it is given
   * up again.
   *
   * @returns undefined where there is no such dead one
   */
  async replay(sequence: number): Promise<OutboxItemView | undefined> {
    const [row] = await this.#rows()
      .where({ sequence })
      .whereNotNull('dead_at')
      .update({
        dead_at: null,
        attempts: 0,
        next_at: await databaseNow(this.#knex),
      })
      .returning('*');
    return row && toItem(row);
  }

  /** How the outbox is doing. */
  async status(): Promise<OutboxResponse['status']> {
    const now = await databaseNow(this.#knex);
    const [{ due, oldest }] = await this.#rows()
      .whereNull('delivered_at')
      .whereNull('dead_at')
      .whereNull('coalesced_at')
      .where('next_at', '<=', now)
      .select({
        due: this.#knex.raw('count(*)'),
        oldest: this.#knex.raw('min(next_at)'),
      });
    const [{ dead }] = await this.#rows()
      .whereNotNull('dead_at')
      .select({ dead: this.#knex.raw('count(*)') });
    return {
      due: Number(due),
      dead: Number(dead),
      oldestDueAgeMs: oldest === null ? 0 : Math.max(0, now - Number(oldest)),
    };
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

function toItem(row: OutboxRow): OutboxItemView {
  const { title, operation } = JSON.parse(row.payload) as DeployEvent;
  return {
    id: String(row.sequence),
    title,
    operationId: operation.id,
    entityRef: operation.entityRef,
    environment: operation.environment,
    createdAt: toIso(row.created_at),
    attempts: row.attempts,
    state: stateOf(row),
    deliveredTo: parseDeliveredTo(row.delivered_to),
    error: row.last_error ?? undefined,
  };
}

function stateOf(row: OutboxRow): OutboxItemView['state'] {
  if (row.delivered_at !== null) {
    return 'delivered';
  }
  if (row.coalesced_at !== null) {
    return 'replaced';
  }
  return row.dead_at === null ? 'due' : 'dead';
}
