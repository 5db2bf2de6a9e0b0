export type { ClusterObjects, ObjectReference } from './ClusterObjects';
export { startCluster } from './startCluster';
export type { ClusterSandbox, StartClusterOptions } from './startCluster';
export type {
  JsonObject,
  KubernetesObject,
  ObjectEvent,
  ObjectMeta,
  OwnerReference,
} from './types';
