import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { TestDatabaseId, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { recoverCatalog } from './recoverCatalog';

jest.setTimeout(60_000);

// PostgreSQL where the environment names one; this test never starts a container.
const databases = TestDatabases.create({
  ids: [
    'SQLITE_3',
    ...(process.env.BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING
      ? (['POSTGRES_18'] satisfies TestDatabaseId[])
      : []),
  ],
});

const later = '2999-01-01T00:00:00.000Z';

/** How far a crash let the catalog come with an entity. */
type Progress = 'taken up' | 'processed' | 'stitched' | 'searchable';

async function addEntity(knex: Knex, name: string, progress: Progress) {
  const entity_ref = `component:default/${name}`;
  const isProcessed = progress !== 'taken up';
  const entity = JSON.stringify({ kind: 'Component', metadata: { name } });
  await knex('refresh_state').insert({
    entity_id: name,
    entity_ref,
    unprocessed_entity: entity,
    processed_entity: isProcessed ? entity : null,
    result_hash: isProcessed ? 'hash' : null,
    errors: '[]',
    next_update_at: later,
    last_discovery_at: knex.fn.now(),
  });
  if (progress === 'stitched' || progress === 'searchable') {
    await knex('final_entities').insert({
      entity_id: name,
      entity_ref,
      final_entity: entity,
      hash: 'hash',
    });
  }
  if (progress === 'searchable') {
    await knex('search').insert({
      entity_id: name,
      key: 'kind',
      value: 'component',
      original_value: 'Component',
    });
  }
}

describe.each(databases.eachSupportedId())('recoverCatalog on %s', id => {
  it('does nothing before the first migration', async () => {
    const knex = await databases.init(id);
    await expect(recoverCatalog(knex)).resolves.toBeUndefined();
  });

  it('gives what a crash interrupted another turn at once', async () => {
    const knex = await databases.init(id);
    await knex.migrate.latest({
      directory: resolvePackagePath(
        '@backstage/plugin-catalog-backend',
        'migrations',
      ),
    });
    await addEntity(knex, 'a', 'taken up');
    await addEntity(knex, 'b', 'processed');
    await addEntity(knex, 'c', 'stitched');
    await addEntity(knex, 'd', 'searchable');

    await recoverCatalog(knex);

    const due = await knex('refresh_state')
      .where('next_update_at', '<=', knex.fn.now())
      .where('result_hash', '')
      .orderBy('entity_id')
      .pluck('entity_id');
    const restitched = await knex('final_entities')
      .where('hash', '')
      .orderBy('entity_id')
      .pluck('entity_id');
    // Only SQLite is sure that nobody else works on the whole ones.
    const whole = id === 'SQLITE_3' ? ['d'] : [];
    expect(due).toEqual(['a', 'b', 'c', ...whole]);
    expect(restitched).toEqual(['c', ...whole]);
  });
});
