import { stringifyOrderRef } from '@openportal/plugin-crossplane-common';
import { Knex } from 'knex';
import type { OrderChange } from '../actions/order/OrderChange';
import { databaseTime } from '@openportal/database-node';

const TABLE = 'openportal_order_intents';
const DAY = 24 * 60 * 60_000;
/** How long settled orders are remembered: longer than a task can be resumed or tried again in practice. */
const REMEMBERED = 7 * DAY;
const LEASE = 60_000;

/** The right to write to an intent; whoever takes the intent over has a greater token. */
export interface IntentLease {
  id: string;
  token: number;
}

/** An order that has to be looked at, and that this process took over. */
export interface DueIntent {
  lease: IntentLease;
  /** `running`: its task stopped midway; `waiting`: its pull request waits for people. */
  state: 'running' | 'waiting';
  taskId: string;
  /** How many times it was tried in vain, or done again on a new base. */
  tries: number;
  ageMilliseconds: number;
  change: OrderChange;
}

/** Where an intent is left. */
export type IntentEnd =
  | { state: 'done' }
  | { state: 'failed'; problem: string }
  | {
      state: 'running' | 'waiting';
      /** When to look again. */
      dueInMilliseconds: number;
      tries?: number;
      problem?: string;
    };

/**
 * What was decided for each order, from before its first write until it is settled, in the scaffolder's database. All
 * times are those of the database's clock.
 */
export class OrderIntents {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** How long a run is believed to be alive without a sign of life, in milliseconds. */
  get leaseMilliseconds(): number {
    return LEASE;
  }

  /** What an earlier run of the same step of a task decided for an order. */
  async find(key: {
    taskId: string;
    stepId: string;
    order: string;
    operation: string;
  }): Promise<OrderChange | undefined> {
    const row = await this.#knex(TABLE)
      .where({
        task_id: key.taskId,
        step_id: key.stepId,
        order_ref: key.order,
        operation: key.operation,
      })
      .first('plan');
    return row && readPlan(row.plan);
  }

  /** Keeps what was decided, in place of what an earlier run decided, and takes the intent over. */
  async begin(
    change: OrderChange,
    run: { taskId: string; stepId: string },
  ): Promise<IntentLease> {
    const knex = this.#knex;
    const now = {
      state: 'running',
      plan: JSON.stringify(change),
      tries: 0,
      problem: null,
      due_at: databaseTime(knex, LEASE),
    };
    const [row] = await knex(TABLE)
      .insert({
        ...now,
        id: change.intentId,
        task_id: run.taskId,
        step_id: run.stepId,
        order_ref: stringifyOrderRef(change.ref),
        operation: change.operation,
        repository: change.location.repository,
        token: 1,
        created_at: databaseTime(knex),
      })
      .onConflict('id')
      .merge({ ...now, token: knex.raw('?? + 1', [`${TABLE}.token`]) })
      .returning('token');
    return { id: change.intentId, token: Number(row.token) };
  }

  /** Gives a sign of life; false when somebody else took over. */
  async renew(lease: IntentLease): Promise<boolean> {
    const count = await this.#knex(TABLE)
      .where({ ...lease })
      .update({ due_at: databaseTime(this.#knex, LEASE) });
    return count === 1;
  }

  /** Leaves an intent; does nothing when somebody else took over. */
  async settle(lease: IntentLease, end: IntentEnd): Promise<void> {
    const isSettled = end.state === 'done' || end.state === 'failed';
    await this.#knex(TABLE)
      .where({ ...lease })
      .update({
        state: end.state,
        problem: ('problem' in end ? end.problem : undefined) ?? null,
        due_at: databaseTime(
          this.#knex,
          isSettled ? REMEMBERED : end.dueInMilliseconds,
        ),
        ...('tries' in end && end.tries !== undefined
          ? { tries: end.tries }
          : {}),
      });
  }

  /** Has the waiting orders of a repository looked at soon, because the branch that they are for moved. */
  async hurry(repository: string): Promise<void> {
    await this.#knex(TABLE)
      .where({ repository, state: 'waiting' })
      .update({ due_at: 0 });
  }

  /** Takes over the intent that is due longest. */
  async claim(): Promise<DueIntent | undefined> {
    const knex = this.#knex;
    for (;;) {
      const row = await knex(TABLE)
        .whereIn('state', ['running', 'waiting'])
        .andWhere('due_at', '<', databaseTime(knex))
        .orderBy('due_at')
        .first('*', {
          age: knex.raw('? - created_at', [databaseTime(knex)]),
        });
      if (!row) {
        return undefined;
      }
      const lease = { id: row.id, token: Number(row.token) + 1 };
      const count = await knex(TABLE)
        .where({ id: row.id, token: row.token })
        .update({ token: lease.token, due_at: databaseTime(knex, LEASE) });
      // Otherwise another replica was faster.
      if (count === 1) {
        return {
          lease,
          state: row.state === 'running' ? 'running' : 'waiting',
          taskId: row.task_id,
          tries: Number(row.tries),
          ageMilliseconds: Number(row.age),
          change: readPlan(row.plan),
        };
      }
    }
  }

  /** Forgets what was settled long ago. */
  async forgetSettled(): Promise<void> {
    await this.#knex(TABLE)
      .whereIn('state', ['done', 'failed'])
      .andWhere('due_at', '<', databaseTime(this.#knex))
      .delete();
  }
}

/** Nobody but this class writes to its table. */
function readPlan(plan: string): OrderChange {
  return JSON.parse(plan);
}
