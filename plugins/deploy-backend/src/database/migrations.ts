import { Migrations } from '@openportal/database-node';

/** The tables of the plugin. */
export const migrations: Migrations = {
  packageName: '@openportal/plugin-deploy-backend',
};
