export interface Config {
  deploy?: {
    /** Argo CD that tells what runs. Without it no Argo CD is observed. */
    argocd?: {
      /**
       * Cluster that Argo CD runs in: a name of kubernetes.clusterLocatorMethods. Its Application resources are read.
       * Either this or `api`.
       */
      cluster?: string;
      /** The REST API of Argo CD, where its cluster cannot be reached. Either this or `cluster`. */
      api?: {
        /** Address of Argo CD. */
        url: string;
        /**
         * Token of an account that may `get` applications.
         *
         * @visibility secret
         */
        token: string;
        /** Project that the account may read, where that is not all of them. */
        project?: string;
      };
      /** Namespace of the Application resources. Defaults to `argocd`. */
      namespace?: string;
      /** Address of Argo CD's web interface, for links. No links when left out. */
      url?: string;
    };
  };
}
