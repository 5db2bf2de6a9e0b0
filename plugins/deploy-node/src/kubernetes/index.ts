/**
 * What observers that talk to Kubernetes share.
 *
 * @packageDocumentation
 */
export { clustersOf, findClusters } from './clusters';
export { explainClusterError } from './explainClusterError';
export { equalityLabels, hasLabels } from './labelSelector';
export { ObjectWatch } from './ObjectWatch';
export type { ObjectName, ObjectWatchOptions } from './ObjectWatch';
export {
  listWorkloads,
  readWorkloadHealth,
  workloadResources,
} from './workloads';
