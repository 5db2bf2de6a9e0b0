import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';

/** Entities that wait and are still everyday life. */
const FEW_ENTITIES = 50;
const LOOK_MILLISECONDS = 1_000;

/** What the catalog does next, and the condition by which it picks it: to process entities, and to show them. */
const QUEUES = [
  { table: 'refresh_state', due: 'next_update_at' },
  { table: 'stitch_queue', due: 'next_stitch_at' },
];

/**
 * Tells whether the catalog has a pile of entities to work on, as it was at the last look: asking starts the
 * next look, at most once a second, and a catalog that is left in peace is not asked.
 *
 * @remarks
 * While a pile is there, the process may well wait for the database, so its own load does not tell.
 * A catalog with other tables only means that nothing makes room for it.
 */
export function createBacklogMeter(
  knex: Knex,
  logger: LoggerService,
): () => boolean {
  let backlog = false;
  let lookedAt = -Infinity;
  const hasPile = async ({ table, due }: (typeof QUEUES)[number]) => {
    const rows = await knex(table)
      .where(due, '<=', knex.fn.now())
      .select(due)
      .limit(1)
      .offset(FEW_ENTITIES);
    return rows.length > 0;
  };
  const look = async () => {
    try {
      const piles = await Promise.all(QUEUES.map(hasPile));
      backlog = piles.includes(true);
    } catch (error) {
      backlog = false;
      logger.debug(`How much the catalog has to do cannot be read: ${error}`);
    }
  };
  return () => {
    if (performance.now() - lookedAt > LOOK_MILLISECONDS) {
      lookedAt = performance.now();
      void look();
    }
    return backlog;
  };
}
