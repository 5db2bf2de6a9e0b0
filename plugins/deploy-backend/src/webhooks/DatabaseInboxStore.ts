import { randomUUID } from 'node:crypto';
import { databaseTime, isPostgres } from '@openportal/database-node';
import { Knex } from 'knex';
import {
  ClaimedDelivery,
  DeliveryOutcome,
  InboxItem,
  InboxStatus,
  InboxStore,
  NewDelivery,
} from './InboxStore';
import { WebhookSource } from './WebhookSource';

const MAX_ERROR_LENGTH = 1000;

/** Row of the table `inbox`. PostgreSQL gives large numbers as text. */
type InboxRow = {
  sequence: number | string;
  source: string;
  dedupe_key: string;
  order_key: string;
  event: string;
  headers: string;
  body: string | null;
  received_at: number | string;
  next_at: number | string;
  attempts: number;
  done_at: number | string | null;
  outcome: string | null;
  dead_at: number | string | null;
  last_error: string | null;
  lease_token: string | null;
  lease_until: number | string | null;
};

/** Deliveries in the database of the plugin. All times are those of its clock. */
export class DatabaseInboxStore implements InboxStore {
  readonly #knex: Knex;

  static create(options: { knex: Knex }): DatabaseInboxStore {
    return new DatabaseInboxStore(options.knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async add(delivery: NewDelivery): Promise<boolean> {
    const { ignored } = delivery;
    const inserted = await this.#knex('inbox')
      .insert({
        source: delivery.source,
        dedupe_key: delivery.dedupeKey,
        order_key: delivery.orderKey.slice(0, 255),
        event: delivery.event.slice(0, 64),
        headers: JSON.stringify(delivery.headers),
        body: ignored === undefined ? delivery.body : null,
        received_at: this.#time(),
        next_at: this.#time(),
        attempts: 0,
        ...(ignored !== undefined && {
          done_at: this.#time(),
          outcome: 'ignored',
          last_error: ignored.slice(0, MAX_ERROR_LENGTH),
        }),
      })
      .onConflict(['source', 'dedupe_key'])
      .ignore()
      .returning('sequence');
    return inserted.length > 0;
  }

  async claim(leaseMs: number): Promise<ClaimedDelivery | undefined> {
    const leaseToken = randomUUID();
    const due = this.#knex('inbox as candidate')
      .select('candidate.sequence')
      .whereNull('candidate.done_at')
      .whereNull('candidate.dead_at')
      .where('candidate.next_at', '<=', this.#time())
      .where(lease =>
        lease
          .whereNull('candidate.lease_until')
          .orWhere('candidate.lease_until', '<', this.#time()),
      )
      .whereNotExists(earlier =>
        earlier
          .from('inbox as earlier')
          .select(this.#knex.raw('1'))
          .whereNull('earlier.done_at')
          .whereNull('earlier.dead_at')
          .where('earlier.source', this.#knex.ref('candidate.source'))
          .where('earlier.order_key', this.#knex.ref('candidate.order_key'))
          .where('earlier.sequence', '<', this.#knex.ref('candidate.sequence')),
      )
      .orderBy('candidate.next_at')
      .orderBy('candidate.sequence')
      .limit(1);
    const rows = await this.#rows()
      // Not IN: PostgreSQL may run that subquery once per row, and so claim several.
      .where(
        'sequence',
        '=',
        isPostgres(this.#knex) ? due.forUpdate().skipLocked() : due,
      )
      .update({
        lease_token: leaseToken,
        lease_until: this.#time(leaseMs),
      })
      .returning('*');
    const row = rows.at(0);
    return (
      row && {
        sequence: Number(row.sequence),
        source: row.source as WebhookSource,
        event: row.event,
        body: row.body ?? '',
        attempts: row.attempts,
        leaseToken,
      }
    );
  }

  async finish(
    delivery: ClaimedDelivery,
    outcome: DeliveryOutcome,
    reason?: string,
  ): Promise<void> {
    await this.#held(delivery).update({
      done_at: this.#time(),
      outcome,
      last_error: reason?.slice(0, MAX_ERROR_LENGTH) ?? null,
      body: null,
      lease_token: null,
      lease_until: null,
    });
  }

  async fail(
    delivery: ClaimedDelivery,
    options: { error: string; retryAfterMs: number | undefined },
  ): Promise<void> {
    const { error, retryAfterMs } = options;
    await this.#held(delivery).update({
      attempts: delivery.attempts + 1,
      last_error: error.slice(0, MAX_ERROR_LENGTH),
      lease_token: null,
      lease_until: null,
      ...(retryAfterMs === undefined
        ? { dead_at: this.#time() }
        : { next_at: this.#time(retryAfterMs) }),
    });
  }

  async list(query: {
    state?: InboxItem['state'];
    before?: number;
    limit: number;
  }): Promise<InboxItem[]> {
    const rows = await this.#rows()
      .modify(builder => {
        if (query.before !== undefined) {
          builder.where('sequence', '<', query.before);
        }
        switch (query.state) {
          case 'due':
            builder.whereNull('done_at').whereNull('dead_at');
            break;
          case 'dead':
            builder.whereNotNull('dead_at');
            break;
          case 'done':
            builder.whereNotNull('done_at');
            break;
          default:
        }
      })
      .orderBy('sequence', 'desc')
      .limit(query.limit);
    return rows.map(toItem);
  }

  async replay(sequence: number): Promise<InboxItem | undefined> {
    const rows = await this.#rows()
      .where({ sequence })
      .whereNotNull('dead_at')
      .update({
        dead_at: null,
        attempts: 0,
        next_at: this.#time(),
      })
      .returning('*');
    const row = rows.at(0);
    return row && toItem(row);
  }

  async status(): Promise<InboxStatus> {
    const unfinished = this.#rows().whereNull('done_at').whereNull('dead_at');
    const [{ due, oldest, now }] = await unfinished
      .clone()
      .where('next_at', '<=', this.#time())
      .select({
        due: this.#knex.raw('count(*)'),
        oldest: this.#knex.raw('min(next_at)'),
        now: this.#time(),
      });
    const [{ dead }] = await this.#rows()
      .whereNotNull('dead_at')
      .select({ dead: this.#knex.raw('count(*)') });
    return {
      due: Number(due),
      dead: Number(dead),
      oldestDueAgeMs:
        oldest === null ? 0 : Math.max(0, Number(now) - Number(oldest)),
    };
  }

  async removeOlderThan(ageMs: number, limit: number): Promise<number> {
    return this.#rows()
      .whereIn(
        'sequence',
        this.#rows()
          .where('received_at', '<', this.#time(-ageMs))
          .orderBy('received_at')
          .limit(limit)
          .select('sequence'),
      )
      .delete();
  }

  #rows() {
    return this.#knex<InboxRow>('inbox');
  }

  #held(delivery: ClaimedDelivery) {
    return this.#rows().where({
      sequence: delivery.sequence,
      lease_token: delivery.leaseToken,
    });
  }

  #time(plusMs = 0): Knex.Raw {
    return databaseTime(this.#knex, plusMs);
  }
}

function toItem(row: InboxRow): InboxItem {
  const unfinished = row.dead_at === null ? 'due' : 'dead';
  return {
    id: String(row.sequence),
    source: row.source,
    event: row.event,
    about: row.order_key,
    receivedAt: new Date(Number(row.received_at)).toISOString(),
    attempts: row.attempts,
    state: row.done_at === null ? unfinished : 'done',
    outcome: row.outcome ?? undefined,
    error: row.last_error ?? undefined,
  };
}
