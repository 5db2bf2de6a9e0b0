import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';

const { Client } = createRequire(
  join(root, 'packages', 'backend', 'package.json'),
)('pg');

/** The inbox of the deploy plugin. */
export function webhookDatabase(connectionString, prefix) {
  const url = new URL(connectionString);
  url.pathname = `/${prefix}deploy`;
  return {
    /** How many deliveries there are, and what became of them. */
    async countDeliveries() {
      const client = new Client({ connectionString: url.href });
      await client.connect();
      try {
        const { rows } = await client.query(
          `SELECT count(*)::int AS stored,
             count(*) FILTER (WHERE outcome = 'hinted')::int AS hinted,
             count(*) FILTER (WHERE done_at IS NULL AND dead_at IS NULL)::int AS waiting,
             count(*) FILTER (WHERE dead_at IS NOT NULL)::int AS dead
           FROM inbox`,
        );
        return rows[0];
      } finally {
        await client.end();
      }
    },
  };
}
