export interface Config {
  deploy?: {
    /** Kinds of Crossplane that applications run as. Without it `order` and `crossplane` are not there. */
    crossplane?: {
      /**
       * Names of clusters of kubernetes.clusterLocatorMethods or kubernetes.kubeconfigs. An environment that names a
       * cluster is looked for there; any other needs that there is one only.
       */
      clusters: string[];
      /** What may be deployed and observed: nothing else, whatever an entity says. */
      kinds: Array<{
        /** Name of the XRD, `<plural>.<group>`. */
        xrd: string;
        /** Version of the API that is read, for example `v1alpha1`. */
        version: string;
        /** Whether its resources are in no namespace. Defaults to false. */
        clusterScoped?: boolean;
        /** Field with the whole image reference, for example `spec.image`. Either this or `tag`. */
        image?: string;
        /** Field with the tag alone; the entity names the repository by `openportal.dev/image`. */
        tag?: string;
        /**
         * Repository of its orders, `owner/name`, one of idp.orders.repository and idp.orders.allowedRepositories: what
         * its XRD says in `openportal.dev/order-repo`. Defaults to idp.orders.repository.
         */
        repository?: string;
        /** Path of its orders: what its XRD says in `openportal.dev/order-path`. Defaults to idp.orders.path. */
        path?: string;
      }>;
    };
  };
}
