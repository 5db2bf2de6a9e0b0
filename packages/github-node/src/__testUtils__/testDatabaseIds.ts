import { TestDatabaseId } from '@backstage/backend-test-utils';

/** SQLite, and PostgreSQL where there is a server: without one the test utilities would want Docker. */
export function testDatabaseIds(): TestDatabaseId[] {
  return process.env.BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING
    ? ['SQLITE_3', 'POSTGRES_18']
    : ['SQLITE_3'];
}
