/**
 * Kubernetes clients for the clusters in the Backstage configuration.
 *
 * @packageDocumentation
 */

export { KubernetesApiError, isGone, isNotFound } from './errors';
export {
  readClusterConfig,
  readClusters,
  type ClusterConfig,
  type ClusterDetails,
  type SkippedCluster,
} from './readClusters';
export { toKubeConfig } from './kubeConfig';
export { DefaultKubernetesClient } from './DefaultKubernetesClient';
export { readXrd } from './readXrd';
export { parseApiVersion } from './resourcePath';
export { watchResource } from './watchResource';
export type {
  ResourceWatch,
  WatchChange,
  WatchResourceOptions,
  WatchStatus,
} from './watchTypes';
export type {
  KubernetesClient,
  KubernetesObject,
  ListOptions,
  ObjectList,
  ObjectMetadata,
  ResourceType,
  ServedKind,
  WatchEnd,
  WatchEvent,
  WatchOptions,
} from './types';
