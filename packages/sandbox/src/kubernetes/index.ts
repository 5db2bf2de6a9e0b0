export type { ClusterObjects, ObjectReference } from './ClusterObjects';
export { startAuditProxy } from './startAuditProxy';
export type { AuditedRequest, AuditProxy } from './startAuditProxy';
export { startCluster } from './startCluster';
export type { ClusterSandbox, StartClusterOptions } from './startCluster';
export type {
  JsonObject,
  KubernetesObject,
  ObjectEvent,
  ObjectMeta,
  OwnerReference,
} from './types';
