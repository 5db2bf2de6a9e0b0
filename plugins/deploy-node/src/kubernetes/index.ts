/**
 * What observers that talk to Kubernetes share.
 *
 * @packageDocumentation
 */
export { clustersOf, findClusters } from './clusters';
export { explainClusterError } from './explainClusterError';
export { ObjectWatch } from './ObjectWatch';
export type {
  ObjectChange,
  ObjectName,
  ObjectWatchOptions,
} from './ObjectWatch';
export { isWorkloadKind, WorkloadSource } from './WorkloadSource';
export type { WorkloadKind } from './WorkloadSource';
