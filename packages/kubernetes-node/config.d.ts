export interface Config {
  kubernetes?: {
    /**
     * Clusters that are reached with a kubeconfig file, next to those of `clusterLocatorMethods`. The file is read
     * again when it changes.
     */
    kubeconfigs?: Array<{
      /** Path of the kubeconfig file. */
      file: string;
      /** The clusters to use. Each is named here, so that a file that is missing for a while removes none. */
      clusters: Array<{
        /** Name of the cluster in the portal, a DNS label: lower case letters, digits and dashes. */
        name: string;
        /** Context in the file. Defaults to the name. */
        context?: string;
      }>;
    }>;
  };
}
