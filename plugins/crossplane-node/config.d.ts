export interface Config {
  idp?: {
    /** Where orders of infrastructure are written. */
    orders?: {
      /** `owner/name` of the repository that Flux reads orders from. */
      repository: string;
      /**
       * More repositories, as `owner/name`, that an XRD may send its orders to by the annotation
       * `openportal.dev/order-repo`. Any other one is refused. None by default.
       */
      allowedRepositories?: string[];
      /**
       * Path of an order's file, with `{cluster}`, `{namespace}`, `{plural}` and `{name}` filled in; the name and the
       * namespace have to be in it. Defaults to `namespaces/{namespace}/{plural}/{name}.yaml`. An XRD may choose
       * another one by the annotation `openportal.dev/order-path`. Put `{cluster}` in where more than one cluster is
       * configured, with the Flux of each cluster reading its own folder: without it, orders of a kind that several
       * clusters offer are refused, because the file would not tell which cluster it is for.
       */
      path?: string;
      /** Branch that Flux reads. Defaults to `main`. */
      baseBranch?: string;
      /**
       * Prefix of the owner annotation on orders: what `annotationPrefix` of the ingestor is.
       * Defaults to `terasky.backstage.io`.
       */
      annotationPrefix?: string;
      /**
       * What `spec.prune` of the Flux Kustomization is that applies the orders: whether a removed order is deleted
       * from the cluster too. The portal only tells people; it changes nothing in Flux. Defaults to false.
       */
      prune?: boolean;
      /** Orders that are merged without a person's approval, as far as the branch's protection allows. */
      autoMerge?: Array<{
        /**
         * Kinds of the orders, as `Kind.group`, such as `DNSRecord.network.openportal.dev`. A mere `Kind` is that kind
         * in every API group, also in one that is added to a cluster later.
         */
        kinds: string[];
        /** Namespaces of the orders. */
        namespaces: string[];
        /**
         * What may be done to them without approval. Defaults to `create`, `update` and `restore`: a removal waits
         * for people unless `delete` is listed.
         */
        operations?: Array<'create' | 'update' | 'delete' | 'restore'>;
      }>;
      /**
       * Whether `autoMerge` is also for orders of which something could not be checked: rules that only a cluster can
       * check, where the portal may not ask it for a dry run. One such order that the cluster refuses keeps Flux from
       * applying any order of the same Kustomization. Defaults to false: they wait for people.
       */
      autoMergeUnchecked?: boolean;
    };
  };
}
