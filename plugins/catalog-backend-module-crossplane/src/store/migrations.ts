import { Migrations } from '@openportal/database-node';

/** The tables of this module. The database belongs to the catalog, which has migrations of its own. */
export const migrations: Migrations = {
  packageName: '@openportal/plugin-catalog-backend-module-crossplane',
  tableName: 'crossplane__knex_migrations',
};
