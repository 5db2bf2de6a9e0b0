import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from '../lib/paths.mjs';

const { Client } = createRequire(
  join(root, 'packages', 'backend', 'package.json'),
)('pg');

/** The tables of the catalog itself. */
const CATALOG_TABLES = [
  'refresh_state',
  'refresh_state_references',
  'refresh_keys',
  'final_entities',
  'search',
  'relations',
  'stitch_queue',
  'location_entities',
];

const FLUSH_MILLISECONDS = 1500;

/** Looks into the database of one backend's catalog. Every look has a connection of its own: the figures are cached. */
export function catalogDatabase(connectionString, prefix) {
  const url = new URL(connectionString);
  url.pathname = `/${prefix}catalog`;

  async function ask(sql, values) {
    const client = new Client({ connectionString: url.href });
    await client.connect();
    try {
      return (await client.query(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  return {
    /** Rows that were written since the database exists, by table. */
    async writes() {
      // A connection of the backend reports what it did a second after it last did something.
      await wait(FLUSH_MILLISECONDS);
      const rows = await ask(
        'SELECT relname, n_tup_ins + n_tup_upd + n_tup_del AS writes FROM pg_stat_user_tables',
      );
      return Object.fromEntries(
        rows.map(({ relname, writes }) => [relname, Number(writes)]),
      );
    },
    /** Who reads the clusters of a provider, and the number of that term. */
    async lease(provider) {
      const [{ holder, token }] = await ask(
        'SELECT holder, token FROM crossplane_leases WHERE provider = $1',
        [provider],
      );
      return { holder, token: Number(token) };
    },
    /** What the providers of the ingestor handed over, as they did. */
    async ingestedEntities() {
      const rows = await ask(
        `SELECT DISTINCT state.entity_ref, state.unprocessed_entity, state.location_key
         FROM refresh_state state
         JOIN refresh_state_references reference ON reference.target_entity_ref = state.entity_ref
         WHERE reference.source_key LIKE 'crossplane:%'`,
      );
      return rows.map(row => ({
        entity: JSON.parse(row.unprocessed_entity),
        locationKey: row.location_key ?? undefined,
      }));
    },
  };
}

/** Rows of the catalog's tables that were written between two looks; `others` are those of modules of the catalog. */
export function writesBetween(before, after) {
  const rows = { catalog: 0, others: 0, tables: {} };
  for (const [table, count] of Object.entries(after)) {
    const written = count - (before[table] ?? 0);
    if (written > 0) {
      rows[CATALOG_TABLES.includes(table) ? 'catalog' : 'others'] += written;
      rows.tables[table] = written;
    }
  }
  return rows;
}
