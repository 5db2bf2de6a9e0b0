import Database from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A named set of JSON documents.
 *
 * @public
 */
export interface Collection<T> {
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  delete(key: string): boolean;
  /** All documents whose key starts with the prefix, ordered by key. */
  entries(prefix?: string): Array<[string, T]>;
}

/**
 * Synchronous document store; what was put is still there after the process is killed.
 *
 * @public
 */
export interface Store {
  collection<T>(name: string): Collection<T>;
  transaction<R>(fn: () => R): R;
  close(): void;
}

// The highest code point: every key with the prefix sorts below prefix + this.
const HIGHEST = '\u{10FFFF}';

/**
 * Opens (or creates) the store in a SQLite file.
 *
 * @public
 */
export function openStore(file: string): Store {
  mkdirSync(dirname(file), { recursive: true });
  const database = new Database(file);
  // With a write-ahead log a killed process loses nothing that was committed, without an fsync for every request.
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.exec(
    'CREATE TABLE IF NOT EXISTS documents (collection TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (collection, key)) WITHOUT ROWID',
  );
  const selectOne = database.prepare<[string, string], { value: string }>(
    'SELECT value FROM documents WHERE collection = ? AND key = ?',
  );
  const selectRange = database.prepare<
    [string, string, string],
    { key: string; value: string }
  >(
    'SELECT key, value FROM documents WHERE collection = ? AND key >= ? AND key < ? ORDER BY key',
  );
  const upsert = database.prepare<[string, string, string]>(
    'INSERT INTO documents (collection, key, value) VALUES (?, ?, ?) ON CONFLICT (collection, key) DO UPDATE SET value = excluded.value',
  );
  const remove = database.prepare<[string, string]>(
    'DELETE FROM documents WHERE collection = ? AND key = ?',
  );

  return {
    collection<T>(name: string): Collection<T> {
      return {
        get(key) {
          const row = selectOne.get(name, key);
          return row ? (JSON.parse(row.value) as T) : undefined;
        },
        put(key, value) {
          upsert.run(name, key, JSON.stringify(value));
        },
        delete(key) {
          return remove.run(name, key).changes > 0;
        },
        entries(prefix = '') {
          return selectRange
            .all(name, prefix, prefix + HIGHEST)
            .map(row => [row.key, JSON.parse(row.value) as T]);
        },
      };
    },
    transaction(fn) {
      return database.transaction(fn)();
    },
    close() {
      database.close();
    },
  };
}
