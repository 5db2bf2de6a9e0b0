export interface Config {
  /** The developer platform: where repositories and orders live. */
  idp: {
    /** The GitHub that holds the platform's repositories. */
    github: {
      /** Host with port, one of those under `integrations.github`. */
      host: string;
      /** Organization in which repositories are created. */
      organization: string;
    };
    /** What created repositories look like. */
    repositories?: {
      /**
       * What the name of every created repository begins with; Argo CD discovers repositories by it.
       * Defaults to `idp-`.
       */
      prefix?: string;
      /** Visibility of a repository whose template names none. Defaults to `private`. */
      visibility?: 'private' | 'internal' | 'public';
      /**
       * Names that no component gets, because namespaces of the platform are called so; names that begin with
       * `kube-` or end with an environment are refused anyway. Defaults to `argocd`, `backstage`,
       * `crossplane-system`, `default` and `flux-system`.
       */
      reservedNames?: string[];
      /** Webhook that every created repository gets. None by default. */
      webhook?: {
        /** Address that GitHub calls. */
        url: string;
        /**
         * Shared secret with which GitHub signs its calls.
         * @visibility secret
         */
        secret: string;
        /** Names of the events to send. Defaults to `push`, `pull_request` and `workflow_run`. */
        events?: string[];
      };
    };
    /** Where orders of infrastructure are written. */
    orders?: {
      /** `owner/name` of the repository that Flux reads orders from. */
      repository: string;
      /**
       * Path of an order's file, with `{namespace}`, `{plural}` and `{name}` filled in.
       * Defaults to `namespaces/{namespace}/{plural}/{name}.yaml`.
       */
      path?: string;
      /** Branch that Flux reads. Defaults to `main`. */
      baseBranch?: string;
      /** Orders that are merged without a person's approval, as far as the branch's protection allows. */
      autoMerge?: Array<{
        /** Kinds of the orders. */
        kinds: string[];
        /** Namespaces of the orders. */
        namespaces: string[];
      }>;
    };
  };
}
