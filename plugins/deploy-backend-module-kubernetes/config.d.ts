import { HumanDuration } from '@backstage/types';

export interface Config {
  deploy?: {
    /** Clusters whose workloads tell what runs. Without it the observer `kubernetes` is not there. */
    kubernetes?: {
      /**
       * Names of clusters of kubernetes.clusterLocatorMethods or kubernetes.kubeconfigs. An environment that names a
       * cluster is looked for there; any other in all of these.
       */
      clusters: string[];
      /**
       * Whether the workloads of all namespaces are watched, so that changes are seen at once and reading costs less.
       * Needs rights on all namespaces. Defaults to true.
       */
      watch?: boolean;
      /**
       * Whether the annotation `backstage.io/kubernetes-namespace` of an entity counts instead of the namespace of
       * the environment. Whoever may edit an entity then chooses the namespace. Defaults to false.
       */
      namespaceAnnotation?: boolean;
      /** How long a pod may fail to start before its workload counts as failed. Defaults to 30 seconds. */
      stuckAfter?: HumanDuration | string;
    };
  };
}
