import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import {
  DEFAULT_WRITE_SPACING,
  GithubLimits,
  GithubLimitsOptions,
} from './GithubLimits';

const TABLE = 'github_limits';
// Any number that no other migration on the same server uses.
const ADVISORY_LOCK = 0x0c05_61b1;
/** Further ahead, no turn was ever given: the clock of the database was set back. */
const FURTHEST_TURN = 10 * 60_000;
const FORGET_AFTER = 24 * 60 * 60_000;

interface Row {
  key: string;
  paused_until: number | string;
  next_write_at: number | string;
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

  private constructor(knex: Knex, options: GithubLimitsOptions) {
    this.#knex = knex;
    this.#writeSpacing = Math.round(
      options.writeSpacingMs ?? DEFAULT_WRITE_SPACING,
    );
    this.#now = options.now;
  }

  /**
   * Opens the limits of a plugin, and makes their table unless the host says to leave the database alone.
   *
   * @param database - that of the plugin; the plugin's modules and all replicas have the same one
   */
  static async create(
    database: DatabaseService,
    options: GithubLimitsOptions = {},
  ): Promise<DatabaseGithubLimits> {
    const knex = await database.getClient();
    if (!database.migrations?.skip) {
      await runMigrations(knex);
    }
    return new DatabaseGithubLimits(knex, options);
  }

  async pauseLeft(keys: string[]): Promise<number> {
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
    const milliseconds = Math.round(plus);
    if (this.#now) {
      return this.#knex.raw('CAST(? AS BIGINT)', [this.#now() + milliseconds]);
    }
    return this.#knex.raw(
      isPostgres(this.#knex)
        ? '(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint + ?)'
        : "(CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) + ?)",
      [milliseconds],
    );
  }
}

/** In one transaction and under a lock: replicas that start at once wait for each other. */
async function runMigrations(knex: Knex): Promise<void> {
  await knex.transaction(async trx => {
    if (isPostgres(trx)) {
      await trx.raw('SELECT pg_advisory_xact_lock(?)', [ADVISORY_LOCK]);
    }
    await trx.migrate.latest({
      directory: resolvePackagePath('@openportal/github-node', 'migrations'),
      // The database belongs to the plugin, which may have migrations of its own.
      tableName: 'github_limits__knex_migrations',
    });
  });
}

function isPostgres(knex: Knex): boolean {
  return knex.client.config.client === 'pg';
}
