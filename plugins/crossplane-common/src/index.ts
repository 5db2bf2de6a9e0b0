/**
 * Types, annotations, permissions and pure XRD helpers of the crossplane plugin.
 *
 * @packageDocumentation
 */

export { isJsonObject, ownValue, setOwn } from './json';
export {
  CrossplaneKeys,
  DEFAULT_ANNOTATION_PREFIX,
  prefixedKeys,
} from './annotations';
export {
  crossplaneIngestorPermissions,
  crossplaneIngestorReadPermission,
  crossplaneIngestorRefreshPermission,
  crossplaneOrderCreatePermission,
  crossplaneOrderDeletePermission,
  crossplaneOrderReadPermission,
  crossplaneOrderUpdatePermission,
  crossplanePermissions,
  parseNamespaceRef,
  RESOURCE_TYPE_CROSSPLANE_NAMESPACE,
  toNamespaceRef,
  type CrossplaneNamespace,
} from './permissions';
export { parseXrd } from './xrd/parseXrd';
export type {
  CompositeResourceDefinition,
  CompositionUpdatePolicy,
  OrderableResource,
  ParsedXrd,
  XrdProblem,
  XrdVersion,
} from './xrd/types';
export {
  isDnsLabel,
  isDnsSubdomain,
  stableHash,
  toEntityName,
  toSlug,
  toTag,
  toUniqueEntityName,
} from './xrd/names';
export {
  compositionFits,
  parseComposition,
  type CompositionSummary,
} from './xrd/composition';
export {
  formFingerprint,
  formVersions,
  isCurrentForm,
} from './xrd/fingerprint';
export { toPlainText } from './xrd/text';
export { wantsTemplate } from './xrd/wantsTemplate';
export { toDisplayText } from './form/displayText';
export { formatVersion } from './xrd/version';
export { isImmutableRule } from './form/schemaKeywords';
export { OrderFields } from './form/orderFields';
export { schemaToForm, type GeneratedForm } from './form/schemaToForm';
export { formOfVersion, type FormOfVersion } from './form/formOfVersion';
export { formToSpec } from './form/formToSpec';
export { FormValueError } from './form/FormValueError';
export { findRepeatedItems } from './form/findRepeatedItems';
export { specToForm } from './form/specToForm';
export {
  findAmbiguousScalars,
  type AmbiguousScalar,
} from './yaml/findAmbiguousScalars';
export {
  parseYamlData,
  type ParseYamlOptions,
  type YamlData,
  type YamlDataProblem,
} from './yaml/parseYamlData';
export {
  resolvePlainScalar,
  type PlainScalar,
  type YamlDialect,
} from './yaml/plainScalar';
export { stringifyYamlData } from './yaml/stringifyYamlData';
export { PARAMETER_ANNOTATION_PREFIX } from './form/parameterOverrides';
export { isSafeBrowserPattern } from './form/pattern/safePattern';
export {
  DEFAULT_ORDER_PATH,
  orderPath,
  type OrderPathValues,
} from './order/orderPath';
export {
  renderOrder,
  specSchema,
  type OrderManifest,
  type OrderRequest,
} from './order/renderOrder';
export {
  isBranchOfOrder,
  orderBranch,
  parseOrderBranch,
  type OrderBranchParts,
} from './order/orderBranch';
export { atVersion } from './order/atVersion';
export {
  compositionSettings,
  crossplaneSpecFields,
  type CompositionChoice,
} from './order/compositionSettings';
export { stringifyManifest } from './order/stringifyManifest';
export {
  CLUSTER_SCOPED,
  orderPagePath,
  parseOrderRef,
  stringifyOrderRef,
  type OrderRef,
} from './order/orderRef';
export type {
  OrderActions,
  OrderComposition,
  OrderCompositionStep,
  OrderCondition,
  OrderConnectionDetails,
  OrderEvent,
  OrderFailure,
  OrderFailureCategory,
  OrderFile,
  OrderFluxObject,
  OrderLayer,
  OrderLayerId,
  OrderLayerResource,
  OrderLayerState,
  OrderLink,
  OrderList,
  OrderListFilter,
  OrderProvider,
  OrderPullRequest,
  OrderPullRequestCheck,
  OrderResourceReference,
  OrderStatus,
  OrderSummary,
} from './order/statusTypes';
export type {
  IngestorClusterStatus,
  IngestorLeader,
  IngestorStatus,
  TroubleshootCheck,
  TroubleshootReport,
  DefinitionMatch,
  DefinitionMatches,
} from './client/ingestorTypes';
export type {
  NamespaceList,
  NamespaceQuery,
  OrderForm,
  OrderPreview,
  OrderPreviewRequest,
  OrderRevision,
  OrderRevisionContent,
  OrderRevisionList,
} from './client/orderTypes';
export {
  COMPOSITE_CHANGED_TOPIC,
  CROSSPLANE_ORDERS_CHANNEL,
  orderFileHint,
  orderHint,
  type OrdersSignal,
} from './client/signals';
export type { CrossplaneApi } from './client/CrossplaneApi';
export { CrossplaneClient } from './client/CrossplaneClient';
