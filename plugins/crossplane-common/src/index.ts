/**
 * Types, annotations, permissions and pure XRD helpers of the crossplane plugin.
 *
 * @packageDocumentation
 */

export {
  CrossplaneKeys,
  DEFAULT_ANNOTATION_PREFIX,
  prefixedKeys,
} from './annotations';
export {
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
export { toPlainText } from './xrd/text';
export { formatVersion } from './xrd/version';
export { OrderFields } from './form/orderFields';
export { schemaToForm, type GeneratedForm } from './form/schemaToForm';
export { formToSpec, FormValueError } from './form/formToSpec';
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
export { stringifyManifest } from './order/stringifyManifest';
export {
  CLUSTER_SCOPED,
  orderPagePath,
  parseOrderRef,
  stringifyOrderRef,
  type OrderRef,
} from './order/orderRef';
export type {
  IngestorClusterStatus,
  IngestorStatus,
  OrderCondition,
  OrderLayer,
  OrderLayerId,
  OrderLayerResource,
  OrderLayerState,
  OrderList,
  OrderStatus,
  OrderSummary,
} from './order/statusTypes';
export {
  CrossplaneClient,
  type CrossplaneApi,
} from './client/CrossplaneClient';
