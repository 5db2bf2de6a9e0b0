import { HumanDuration } from '@backstage/types';

export interface Config {
  deploy?: {
    /** Clusters whose Flux tells what runs. Without it the observer `flux` is not there. */
    flux?: {
      /**
       * Names of clusters of kubernetes.clusterLocatorMethods or kubernetes.kubeconfigs. An environment that names a
       * cluster is looked for there; any other in all of these.
       */
      clusters: string[];
      /** One of the clusters, whose Flux also applies to the others (`spec.kubeConfig`). Defaults to none. */
      hub?: string;
      /** Namespace of Kustomizations that an annotation names without one. Defaults to `flux-system`. */
      namespace?: string;
      /** Whether HelmReleases are read. Set it to false where no helm-controller is installed. Defaults to true. */
      helm?: boolean;
      /** How long a pod may fail to start before its workload counts as failed. Defaults to 30 seconds. */
      stuckAfter?: HumanDuration | string;
    };
  };
}
