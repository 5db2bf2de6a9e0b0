/**
 * Migrations and time of databases that replicas share, for the OpenPortal backend packages.
 *
 * @packageDocumentation
 */
export * from './databaseTime';
export * from './openDatabase';
export * from './runMigrations';
