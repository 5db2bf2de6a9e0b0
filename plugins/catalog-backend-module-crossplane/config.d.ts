import { HumanDuration } from '@backstage/types';

export interface Config {
  catalog?: {
    providers?: {
      crossplane?: {
        /** Settings of one ingestor. The key is part of the names of its catalog buckets: do not change it later. */
        [id: string]: {
          /** Names of the clusters to read, from `kubernetes.clusterLocatorMethods` and `kubernetes.kubeconfigs`. Defaults to all of them. */
          clusters?: string[];
          /** Prefix of the labels and annotations on XRDs and resources. Defaults to `idp.orders.annotationPrefix`, and to `terasky.backstage.io` without it. */
          annotationPrefix?: string;
          /** Owner of entities that name no valid one. Defaults to `group:default/platform-team`. */
          defaultOwner?: string;
          /** Take every XRD, not only those with the label `<prefix>/generate-form: "true"`. Defaults to false. */
          ingestAll?: boolean;
          /** Accept owner annotations of resources that name a group other than their namespace. Defaults to false. */
          allowForeignOwners?: boolean;
          /** How long a cluster must be unreadable before its entities say that they may be out of date. Defaults to 2 minutes. */
          staleAfter?: HumanDuration | string;
        };
      };
    };
  };
}
