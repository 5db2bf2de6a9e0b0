/**
 * A git repository.
 *
 * @public
 */
export type RepositoryRef = {
  /** Host with port as the entity names it. Undefined: the adapter's default host. */
  host?: string;
  owner: string;
  name: string;
};

/**
 * An entity in an environment, with all that adapters need to find it. Made from the annotations of the
 * entity and the configuration of the environment, and pinned to an operation when it is requested.
 *
 * @public
 */
export type DeployTarget = {
  entityRef: string;
  /** Name of the entity, without kind and namespace. */
  name: string;
  /** Canonical name of the environment. */
  environment: string;
  /** Git repository with the desired state. */
  repository?: RepositoryRef;
  /** Git repository with the source code, where the entity names one. */
  sourceRepository?: RepositoryRef;
  /** Branch of the desired state. Undefined: the default branch of the repository. */
  branch?: string;
  /** Folder of the manifests, relative to the root of the repository. */
  manifestPath: string;
  /** Image repository of the application, without tag, as the entity names it. */
  imageRepository?: string;
  /** Container that runs it, where a pod has several. */
  container?: string;
  /** Name of the Argo CD Application. */
  argocdApplication?: string;
  /** Namespace that it runs in. */
  namespace: string;
  /** Name of the cluster that it runs on, where the configuration says so. */
  cluster?: string;
  /**
   * Annotations of the entity that belong to deployments, so that an adapter can have some of its own. Their
   * author is who may edit the entity: an adapter must not let them reach what only the operator may choose.
   */
  annotations: Readonly<Record<string, string>>;
};

/**
 * Options of every call of a port. A port must stop when the signal aborts.
 *
 * @public
 */
export type PortCallOptions = { signal?: AbortSignal };
