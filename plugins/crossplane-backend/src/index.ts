/**
 * Live status of Crossplane orders by layer.
 *
 * @packageDocumentation
 */

export { crossplanePlugin as default } from './plugin';
export {
  createCrossplaneConditionalDecision,
  crossplaneConditions,
  crossplaneNamespaceResourceRef,
  type NamespaceFilter,
} from './permissions/namespaceRules';
