/**
 * Orders of Crossplane resources: a list, and a page for each with the state
 * of every layer.
 *
 * @packageDocumentation
 */
export { crossplanePlugin as default } from './plugin';
export { crossplaneApiRef } from './api/crossplaneApiRef';
export { crossplaneTranslationRef } from './translation';
