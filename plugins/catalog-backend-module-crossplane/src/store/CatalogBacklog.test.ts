import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { isPostgres } from '@openportal/database-node';
import { Knex } from 'knex';
import { eventually } from '../__testUtils__/eventually';
import { testDatabaseIds } from '../__testUtils__/testDatabaseIds';
import { createBacklogMeter } from './CatalogBacklog';

jest.setTimeout(60_000);

describe('createBacklogMeter', () => {
  const databases = TestDatabases.create({ ids: testDatabaseIds() });

  it.each(databases.eachSupportedId())(
    'sees a pile that is due, and that it is gone, %p',
    async id => {
      const knex = await databases.init(id);
      const logger = mockServices.logger.mock();
      const withoutTable = createBacklogMeter(knex, logger);
      expect(withoutTable()).toBe(false);
      await eventually(() => expect(logger.debug).toHaveBeenCalled());
      expect(withoutTable()).toBe(false);

      await knex.schema.createTable('refresh_state', table => {
        table.text('entity_id').primary();
        table.dateTime('next_update_at').notNullable();
      });
      await knex.schema.createTable('stitch_queue', table => {
        table.text('entity_ref').primary();
        table.dateTime('next_stitch_at').notNullable();
      });
      const ids = (name: string) =>
        Array.from({ length: 60 }, (_, index) => `${name} ${index}`);
      const process = (name: string, at: Knex.Raw) =>
        knex('refresh_state').insert(
          ids(name).map(entity_id => ({ entity_id, next_update_at: at })),
        );
      // As the catalog writes them.
      const later = isPostgres(knex)
        ? "now() + interval '1 hour'"
        : "datetime('now', '3600 seconds')";
      await process('later', knex.raw(later));
      await process('due', knex.fn.now());
      const meter = createBacklogMeter(knex, logger);
      await eventually(() => expect(meter()).toBe(true));
      await knex('refresh_state').where('entity_id', 'like', 'due%').delete();
      await eventually(() => expect(meter()).toBe(false));

      await knex('stitch_queue').insert(
        ids('due').map(entity_ref => ({
          entity_ref,
          next_stitch_at: knex.fn.now(),
        })),
      );
      await eventually(() => expect(meter()).toBe(true));
      await knex('stitch_queue').delete();
      await eventually(() => expect(meter()).toBe(false));
    },
  );
});
