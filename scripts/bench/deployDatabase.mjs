import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';

const { Client } = createRequire(
  join(root, 'packages', 'backend', 'package.json'),
)('pg');

/** What the portal keeps of an application, and may be copied from one to another of the same content. */
const COPIED = [
  'environment_states',
  'healthy_versions',
  'environment_histories',
  'deploy_cells',
];
const OPERATIONS_OF_EACH = 5;

/** The database of the deploy plugin. */
export function deployDatabase(connectionString, prefix) {
  const url = new URL(connectionString);
  url.pathname = `/${prefix}deploy`;

  async function ask(sql, values) {
    const client = new Client({ connectionString: url.href });
    await client.connect();
    try {
      return (await client.query(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  const columnsOf = async table =>
    ask(
      'SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_name = $1',
      [table],
    );

  const copied = ({ name, type }) =>
    ['text', 'character varying'].includes(type)
      ? `replace(source.${name}, map.source, map.target)`
      : `source.${name}`;

  /** Pairs of names: each application that was not read, with one that was. */
  const mapping = `SELECT 'app-' || lpad((i % $1)::text, 5, '0') AS source, 'app-' || lpad(i::text, 5, '0') AS target FROM generate_series($1::int, $2::int - 1) AS i`;

  return {
    async countEntities() {
      const [{ count }] = await ask(
        'SELECT count(*)::int AS count FROM deploy_entities WHERE gone_at IS NULL',
      );
      return count;
    },
    /** Of how many applications everything is known that a page shows. */
    async countRead(envs) {
      const [{ count }] = await ask(
        `SELECT count(*)::int AS count FROM (
           SELECT c.entity_ref FROM deploy_cells c
           JOIN environment_histories h USING (entity_ref, environment)
           JOIN image_presences p ON p.image = c.image
           WHERE c.health = 'healthy' AND p.state = 'present'
           GROUP BY c.entity_ref HAVING count(*) = $1) AS whole`,
        [envs],
      );
      return count;
    },
    /** Fills in what the portal would have read of the applications after the first ones: their content is the same. */
    async copyStates(read, apps) {
      for (const table of COPIED) {
        const columns = await columnsOf(table);
        await ask(
          `INSERT INTO ${table} (${columns.map(({ name }) => name).join(', ')})
           SELECT ${columns.map(copied).join(', ')} FROM (${mapping}) AS map
           JOIN ${table} AS source ON source.entity_ref = 'component:default/' || map.source
           ON CONFLICT DO NOTHING`,
          [read, apps],
        );
      }
      await ask(
        `UPDATE deploy_entities SET waiting_order = cells.since, checked_at = floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint
         FROM (SELECT entity_ref, min(waiting_since) AS since FROM deploy_cells GROUP BY entity_ref) AS cells
         WHERE deploy_entities.entity_ref = cells.entity_ref AND cells.since IS NOT NULL`,
      );
    },
    /** Lets the next passes read these first ones, before all others. */
    async readNext(read) {
      await ask(
        `UPDATE deploy_entities SET checked_at = 0
         WHERE entity_ref IN (SELECT 'component:default/app-' || lpad(i::text, 5, '0') FROM generate_series(0, $1::int - 1) AS i)`,
        [read],
      );
    },
    /** When a pass last read an application, by the clock of the database. */
    async lastChecked() {
      const [{ at }] = await ask(
        'SELECT max(checked_at)::float8 AS at FROM deploy_entities',
      );
      return at;
    },
    /** How many applications passes have read after this moment. */
    async countChecked(after) {
      const [{ count }] = await ask(
        'SELECT count(*)::int AS count FROM deploy_entities WHERE checked_at > $1',
        [after],
      );
      return count;
    },
    /** Gives every application a past: copies of an operation that really took place. */
    async copyOperations(id, apps) {
      const columns = (await columnsOf('operations')).filter(
        ({ name }) => !['sequence', 'idempotency_key'].includes(name),
      );
      const [{ entity_ref: source }] = await ask(
        'SELECT entity_ref FROM operations WHERE id = $1',
        [id],
      );
      await ask(
        `INSERT INTO operations (${columns.map(({ name }) => name).join(', ')})
         SELECT ${columns
           .map(column =>
             column.name === 'id' ? 'gen_random_uuid()::text' : copied(column),
           )
           .join(', ')}
         FROM operations AS source,
           (SELECT $2::text AS source, 'app-' || lpad(i::text, 5, '0') AS target
            FROM generate_series(0, $3::int - 1) AS i, generate_series(1, $4::int)) AS map
         WHERE source.id = $1`,
        [id, source.split('/')[1], apps, OPERATIONS_OF_EACH],
      );
      await ask('ANALYZE');
    },
  };
}
