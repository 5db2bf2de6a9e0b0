/**
 * What every backend package needs to turn an order of a Crossplane resource into a file.
 *
 * @packageDocumentation
 */

export {
  readOrdersConfig,
  type AutoMergeRule,
  type OrderOperation,
  type OrdersConfig,
} from './config/readOrdersConfig';
export { admissionSays } from './cluster/admissionSays';
export { clusterClient } from './cluster/clusterClient';
export { currentXrd, type CurrentXrdOptions } from './cluster/currentXrd';
export {
  dryRun,
  type DryRunOptions,
  type DryRunResult,
} from './cluster/dryRun';
export { toOrderRef, type OrderTargetInput } from './cluster/toOrderRef';
export { refuseSharedPath, sharedPathWarning } from './cluster/clusterInPath';
export {
  decideAutoMerge,
  type AutoMergeDecision,
} from './autoMerge/decideAutoMerge';
export { findUnchecked } from './autoMerge/findUnchecked';
export { compareTexts, type TextDifference } from './text/compareTexts';
export { missingRight } from './text/missingRight';
export { withoutSecrets } from './text/withoutSecrets';
export {
  buildOrder,
  type BuildOrderOptions,
  type BuiltOrder,
} from './order/buildOrder';
export { checkOverlay } from './kustomization/checkOverlay';
export { editManifest } from './order/editManifest';
export { orderFileChanges, type FileChanges } from './order/fileChanges';
export { findImmutableChanges } from './order/findImmutableChanges';
export { parseOrderFile } from './order/parseOrderFile';
export { toOwner } from './order/toOwner';
export { updateManifest } from './order/updateManifest';
export { readSnapshot, type OrderSnapshot } from './repository/readSnapshot';
export { checkPattern } from './order/compilePattern';
export { validateValue, type ValueValidation } from './order/validateValue';
export {
  orderBranchParts,
  orderFilePath,
  orderLocation,
  type OrderLocation,
} from './order/orderLocation';
export {
  checkManifest,
  validateManifest,
  type ManifestCheck,
  type ManifestProblem,
  type UncheckedField,
} from './order/validateManifest';
export { findOpenOrders, type OpenOrder } from './repository/findOpenOrders';
export {
  listRevisions,
  readRevision,
  type FileRevision,
} from './repository/listRevisions';
export {
  openOrdersRepository,
  type OpenOrdersRepositoryOptions,
  type OrdersRepository,
} from './repository/ordersRepository';
export { readOrderFile, type OrderFile } from './repository/readOrderFile';
