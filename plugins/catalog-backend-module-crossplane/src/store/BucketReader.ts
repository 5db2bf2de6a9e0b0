import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';

/**
 * What the catalog holds of a provider: a hash by entity reference. `undefined` when it cannot be told.
 */
export type ReadBucket = (
  providerName: string,
) => Promise<Map<string, string> | undefined>;

/**
 * Looks up what the catalog holds of a provider in its database, which this module shares.
 *
 * @remarks
 * Entity providers are told nothing about the other end, so without this they would have to send everything
 * again and again in case the catalog lost something. It only reads, and a catalog with other tables only
 * means that leftovers of an earlier process stay until they are known again.
 */
export function createBucketReader(
  knex: Knex,
  logger: LoggerService,
): ReadBucket {
  return async providerName => {
    try {
      const rows = await knex('refresh_state_references')
        .join(
          'refresh_state',
          'refresh_state.entity_ref',
          'refresh_state_references.target_entity_ref',
        )
        .where('refresh_state_references.source_key', providerName)
        .select(
          'refresh_state.entity_ref as ref',
          'refresh_state.unprocessed_hash as hash',
        );
      return new Map(rows.map(({ ref, hash }) => [ref, hash ?? '']));
    } catch (error) {
      logger.warn(
        `What the catalog holds of '${providerName}' cannot be read, so it is not compared: ${error}`,
      );
      return undefined;
    }
  };
}
