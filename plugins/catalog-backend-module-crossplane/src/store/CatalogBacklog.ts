import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';

/** Entities that wait to be processed and are still everyday life. */
const FEW_ENTITIES = 50;
const LOOK_MILLISECONDS = 1_000;

/**
 * Tells whether the catalog has a pile of entities to process, as it was at the last look: asking starts the
 * next one, at most once a second, and a catalog that is left in peace is not asked.
 *
 * @remarks
 * While a pile is there, the process may well wait for the database, so its own load does not tell.
 * The condition is the one by which the catalog picks what it processes next. A catalog with other tables
 * only means that nothing makes room for it.
 */
export function createBacklogMeter(
  knex: Knex,
  logger: LoggerService,
): () => boolean {
  let backlog = false;
  let lookedAt = -Infinity;
  const look = async () => {
    try {
      const [row] = await knex('refresh_state')
        .where('next_update_at', '<=', knex.fn.now())
        .select('entity_id')
        .limit(1)
        .offset(FEW_ENTITIES);
      backlog = row !== undefined;
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
