import { setTimeout } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';

/** A process that was told to end has this long to do so. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 250;

/** Which file a SQLite database is in; `:memory:` for none, and undefined for another kind of database. */
function sqliteFileOf(knex: Knex): string | undefined {
  const { client, connection } = knex.client.config as {
    client: unknown;
    connection?: { filename?: unknown };
  };
  if (!String(client).includes('sqlite')) {
    return undefined;
  }
  const filename = connection?.filename;
  return typeof filename === 'string' && filename !== ''
    ? filename
    : ':memory:';
}

function isBusy(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(code);
}

/**
 * Keeps a SQLite file for this process: whoever else opens it is refused, since two processes would do the same work
 * twice and know nothing of each other. Says so where the database is in memory, and so ends with the process.
 *
 * The lock is the one of SQLite itself (https://sqlite.org/pragma.html#pragma_locking_mode), which the operating system
 * frees when the process ends, however it ends. So no lock is ever left behind. PostgreSQL is let be.
 *
 * @throws Error where another process has the file, and did not end within ten seconds
 */
export async function holdSqliteFile(
  knex: Knex,
  options: { logger?: LoggerService; patienceMs?: number } = {},
): Promise<void> {
  const { logger, patienceMs = PATIENCE_MS } = options;
  const file = sqliteFileOf(knex);
  if (file === undefined) {
    return;
  }
  if (file === ':memory:') {
    logger?.warn(
      "The database is in memory: all that is stored here is lost when the process ends. Set 'backend.database' to PostgreSQL, or to SQLite with a directory, to keep it",
    );
    return;
  }
  const giveUpAt = performance.now() + patienceMs;
  for (let isFirst = true; ; isFirst = false) {
    try {
      await lock(knex);
      return;
    } catch (error) {
      if (!isBusy(error)) {
        throw error;
      }
      if (performance.now() >= giveUpAt) {
        throw new Error(
          `The SQLite file '${file}' is in use by another process, and only one process may have it. End the other one; or set 'backend.database' to PostgreSQL, which several processes share`,
          { cause: error },
        );
      }
    }
    if (isFirst) {
      logger?.warn(
        `The SQLite file '${file}' is in use by another process; waiting for it to end`,
      );
    }
    await setTimeout(PAUSE_MS);
  }
}

async function lock(knex: Knex): Promise<void> {
  // Of one connection, or the second of a pool would be refused as another process is.
  const connection: unknown = await knex.client.acquireConnection();
  const run = (sql: string) => knex.raw(sql).connection(connection);
  try {
    const [{ timeout }] = await run('PRAGMA busy_timeout');
    // The driver would wait with the whole process.
    await run('PRAGMA busy_timeout = 0');
    try {
      await run('PRAGMA locking_mode = EXCLUSIVE');
      await run('BEGIN EXCLUSIVE');
      await run('COMMIT');
    } catch (error) {
      // Nothing may be left of the attempt, or the other one could not write; it goes with the next read.
      await run('PRAGMA locking_mode = NORMAL');
      await run('SELECT 1 FROM sqlite_master LIMIT 1').catch(() => {});
      throw error;
    } finally {
      await run(`PRAGMA busy_timeout = ${Number(timeout)}`);
    }
  } finally {
    await knex.client.releaseConnection(connection);
  }
}
