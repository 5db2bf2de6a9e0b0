import { Migrations } from '@openportal/database-node';

/** The tables of this module. The database belongs to the scaffolder, which has migrations of its own. */
export const migrations: Migrations = {
  packageName: '@openportal/plugin-scaffolder-backend-module-idp',
  tableName: 'openportal_idp__knex_migrations',
};
