import type { Knex } from 'knex';

/**
 * Makes the catalog process again what a crash interrupted.
 *
 * @remarks
 *
 * The catalog takes entities up for processing by moving their next turn into the future, keeps the result in one
 * transaction and queues the stitching in another, and writes a stitched entity before the rows that lists find it by.
 * A crash between two of these leaves an entity that is missing, or missing from lists, and that no later turn repairs:
 * nothing seems to have changed (backstage/backstage#34686, #35734).
 *
 * SQLite has one process, so that everything can be made to have its turn now. Other databases may have replicas at work,
 * and many more entities: there, only those that are visibly incomplete.
 *
 * @internal
 */
export async function recoverCatalog(knex: Knex): Promise<void> {
  if (!(await knex.schema.hasTable('stitch_queue'))) {
    // The first start.
    return;
  }
  const isAlone = String(knex.client.config.client).includes('sqlite3');
  await knex.transaction(async trx => {
    const interrupted = trx('refresh_state').select('entity_id');
    if (!isAlone) {
      interrupted.where(entity =>
        entity
          .whereNull('result_hash')
          .orWhereNotIn(
            'entity_id',
            trx('final_entities')
              .select('entity_id')
              .whereNotNull('final_entity'),
          )
          .orWhereNotExists(
            trx('search')
              .select(trx.raw('1'))
              .whereRaw('search.entity_id = refresh_state.entity_id'),
          ),
      );
    }
    // The hashes say what was done already; without them it is done again.
    await trx('final_entities')
      .whereIn('entity_id', interrupted.clone())
      .update({ hash: '' });
    await trx('refresh_state')
      .whereIn('entity_id', interrupted.clone())
      .update({ result_hash: '', next_update_at: trx.fn.now() });
    if (isAlone) {
      await trx('stitch_queue').update({ next_stitch_at: trx.fn.now() });
    }
  });
}
