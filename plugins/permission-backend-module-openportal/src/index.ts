/**
 * The permission policy of OpenPortal, by group, namespace and environment.
 *
 * @packageDocumentation
 */
export { permissionModuleOpenportal as default } from './module';
