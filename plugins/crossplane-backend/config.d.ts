export interface Config {
  /** Live status of Crossplane orders. */
  crossplane?: {
    flux?: {
      /** Namespace of the Flux sources and kustomizations that apply orders. Defaults to `flux-system`. */
      namespace?: string;
    };
  };
}
