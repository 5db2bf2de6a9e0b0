/**
 * Deploy tab: the state of every environment of an entity, with promotion and
 * rollback.
 *
 * @packageDocumentation
 */
export { deployPlugin as default } from './plugin';
export type { DeploymentParams } from './plugin';
export { deployApiRef } from './api/deployApiRef';
export { deployTranslationRef } from './translation';
