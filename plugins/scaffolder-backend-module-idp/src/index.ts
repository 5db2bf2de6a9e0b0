/**
 * The scaffolder actions of the developer platform: repositories and orders.
 *
 * @packageDocumentation
 */
export { scaffolderModuleIdp as default } from './module';
