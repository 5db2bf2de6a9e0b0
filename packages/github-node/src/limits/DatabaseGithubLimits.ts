import { DatabaseService } from '@backstage/backend-plugin-api';
import { databaseTime, openDatabase } from '@openportal/database-node';
import type { Knex } from 'knex';
import {
  DEFAULT_WRITE_SPACING,
  GithubLimits,
  GithubLimitsOptions,
} from './GithubLimits';

const TABLE = 'github_limits';
/** Further ahead, no turn was ever given: the clock of the database was set back. */
const FURTHEST_TURN = 10 * 60_000;
const FORGET_AFTER = 24 * 60 * 60_000;
const MOST_LOOKS = 1000;

interface Row {
  key: string;
  paused_until: number | string;
  next_write_at: number | string;
}

/**
 * Options of {@link DatabaseGithubLimits}.
 *
 * @public
 */
export interface DatabaseGithubLimitsOptions extends GithubLimitsOptions {
  /**
   * Milliseconds for which a call goes by what the last one found in the database: that nobody must pause. A pause that
   * another replica notes meanwhile is heeded so much later; one that is known is asked about by every call. Defaults to
   * 0: every call asks.
   */
  lookEveryMs?: number;
}

/**
 * Limits that all replicas of a plugin share through its database.
 *
 * @remarks
 *
 * Every time is that of the database: the clocks of the replicas do not matter.
 *
 * @public
 */
export class DatabaseGithubLimits implements GithubLimits {
  readonly #knex: Knex;
  readonly #writeSpacing: number;
  readonly #now: (() => number) | undefined;
  readonly #lookEvery: number;
  /** When it was asked last whether calls with these keys must pause. */
  readonly #looks = new Map<string, { at: number; left: Promise<number> }>();

  private constructor(knex: Knex, options: DatabaseGithubLimitsOptions) {
    this.#knex = knex;
    this.#writeSpacing = Math.round(
      options.writeSpacingMs ?? DEFAULT_WRITE_SPACING,
    );
    this.#now = options.now;
    this.#lookEvery = options.lookEveryMs ?? 0;
  }

  /**
   * Opens the limits of a plugin, and makes their table unless the host says to leave the database alone.
   *
   * @param database - that of the plugin; the plugin's modules and all replicas have the same one
   */
  static async create(
    database: DatabaseService,
    options: DatabaseGithubLimitsOptions = {},
  ): Promise<DatabaseGithubLimits> {
    const knex = await openDatabase(database, {
      packageName: '@openportal/github-node',
      // The database belongs to the plugin, which may have migrations of its own.
      tableName: 'github_limits__knex_migrations',
    });
    return new DatabaseGithubLimits(knex, options);
  }

  async pauseLeft(keys: string[]): Promise<number> {
    const name = keys.join('\n');
    const last = this.#looks.get(name);
    if (
      last &&
      performance.now() - last.at < this.#lookEvery &&
      (await last.left) === 0
    ) {
      return 0;
    }
    const left = this.#look(keys);
    if (this.#lookEvery > 0) {
      this.#remember(name, left);
    }
    return left;
  }

  #remember(name: string, left: Promise<number>): void {
    if (this.#looks.size >= MOST_LOOKS) {
      this.#looks.clear();
    }
    this.#looks.set(name, { at: performance.now(), left });
    left.catch(() => this.#looks.delete(name));
  }

  async #look(keys: string[]): Promise<number> {
    const row = await this.#knex(TABLE)
      .whereIn('key', keys)
      .max({ until: 'paused_until' })
      .select({ now: this.#time() })
      .first<{ until: number | string | null; now: number | string }>();
    return Math.max(0, Number(row?.until ?? 0) - Number(row?.now ?? 0));
  }

  async pause(key: string, milliseconds: number): Promise<void> {
    await this.#knex(TABLE)
      .insert({ key, paused_until: this.#time(milliseconds) })
      .onConflict('key')
      .merge({
        paused_until: this.#knex.raw(
          `CASE WHEN excluded.paused_until > ${TABLE}.paused_until THEN excluded.paused_until ELSE ${TABLE}.paused_until END`,
        ),
      });
    this.#looks.clear();
    // Tokens come and go; what nobody waits for any more is of no use.
    await this.#knex<Row>(TABLE)
      .where('paused_until', '<', this.#time(-FORGET_AFTER))
      .andWhere('next_write_at', '<', this.#time(-FORGET_AFTER))
      .delete();
  }

  async takeTurn(key: string): Promise<number> {
    if (this.#writeSpacing === 0) {
      return 0;
    }
    // One statement: two replicas never get the same turn.
    const [row] = await this.#knex(TABLE)
      .insert({ key, next_write_at: this.#time(this.#writeSpacing) })
      .onConflict('key')
      .merge({
        next_write_at: this.#knex.raw(
          `CASE WHEN ${TABLE}.next_write_at BETWEEN ? AND ? THEN ${TABLE}.next_write_at ELSE ? END + ?`,
          [
            this.#time(),
            this.#time(FURTHEST_TURN),
            this.#time(),
            this.#writeSpacing,
          ],
        ),
      })
      .returning<Row[]>(['next_write_at']);
    const now = await this.#knex
      .select({ now: this.#time() })
      .first<{ now: number | string }>();
    return Math.max(
      0,
      Number(row.next_write_at) - this.#writeSpacing - Number(now.now),
    );
  }

  /** The time by the clock that every replica shares, plus some milliseconds. */
  #time(plus: number = 0): Knex.Raw {
    return this.#now
      ? this.#knex.raw('CAST(? AS BIGINT)', [this.#now() + Math.round(plus)])
      : databaseTime(this.#knex, plus);
  }
}
