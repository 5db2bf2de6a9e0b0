export interface Config {
  deploy?: {
    /** Argo CD that tells what runs. Without it no Argo CD is observed. */
    argocd?: {
      /** Cluster that Argo CD runs in: a name of kubernetes.clusterLocatorMethods. */
      cluster: string;
      /** Namespace of the Application resources. Defaults to `argocd`. */
      namespace?: string;
      /** Address of Argo CD's web interface, for links. No links when left out. */
      url?: string;
    };
  };
}
