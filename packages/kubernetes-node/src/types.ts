/**
 * A resource type as the Kubernetes API addresses it.
 *
 * @public
 */
export interface ResourceType {
  /** API group; the empty string is the core group. */
  group: string;
  version: string;
  plural: string;
}

/**
 * The part of object metadata that readers may rely on.
 *
 * @public
 */
export interface ObjectMetadata {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: Array<{
    apiVersion: string;
    kind: string;
    name: string;
    uid: string;
    controller?: boolean;
  }>;
}

/**
 * A Kubernetes object of any kind. `spec` and `status` stay unknown on purpose:
 * what a cluster answers is outside input, so readers parse the parts they use.
 *
 * @public
 */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMetadata;
  spec?: unknown;
  status?: unknown;
  [key: string]: unknown;
}

/**
 * A complete list of one resource type.
 *
 * @public
 */
export interface ObjectList {
  items: KubernetesObject[];
  resourceVersion: string;
}

/**
 * Options of the calls that read many objects.
 *
 * @public
 */
export interface ListOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** Objects a page. Defaults to 500. */
  pageSize?: number;
  /** What to keep of each object as its page arrives, so that a big list is never in memory as a whole. */
  keep?(object: KubernetesObject): KubernetesObject;
  signal?: AbortSignal;
}

/**
 * One event of a watch. A `BOOKMARK` carries no change, only a newer resource version.
 *
 * @public
 */
export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  object: KubernetesObject;
}

/**
 * Options of a single watch request.
 *
 * @public
 */
export interface WatchOptions extends ListOptions {
  resourceVersion: string;
  /** The watch ends cleanly when the server sent nothing for this long. Defaults to 30 seconds. */
  inactivityMilliseconds?: number;
  /** How long the server may keep the watch open. Defaults to 290 seconds. */
  timeoutSeconds?: number;
  /** Asks for a bookmark about every minute, which keeps the resource version young. Defaults to true. */
  bookmarks?: boolean;
  /** Called when the answer begins and whenever something comes: the connection is alive. */
  onAlive?(): void;
  onEvent(event: WatchEvent): Promise<void> | void;
}

/**
 * How a watch request ended: `silent` when nothing came for the whole inactivity time, so that the connection may be
 * dead; otherwise the server ended it.
 *
 * @public
 */
export interface WatchEnd {
  silent: boolean;
}

/**
 * A client of one cluster. Every call has a time limit.
 *
 * @public
 */
export interface KubernetesClient {
  /** Name of the cluster in the configuration. */
  readonly cluster: string;
  /** One object, or `undefined` when the cluster answers that it does not exist. */
  get(
    resource: ResourceType,
    name: string,
    options?: { namespace?: string; signal?: AbortSignal },
  ): Promise<KubernetesObject | undefined>;
  /** All pages of a list; fails as a whole when one page fails. */
  list(resource: ResourceType, options?: ListOptions): Promise<ObjectList>;
  /** One watch request; resolves when the stream ended, rejects on errors and on 410. */
  watch(resource: ResourceType, options: WatchOptions): Promise<WatchEnd>;
  /** A JSON merge patch. */
  patch(
    resource: ResourceType,
    name: string,
    patch: Record<string, unknown>,
    options?: { namespace?: string; signal?: AbortSignal },
  ): Promise<KubernetesObject>;
  /** Creates the object; with `dryRun` the cluster only validates it. */
  create(
    resource: ResourceType,
    object: Record<string, unknown>,
    options?: { namespace?: string; dryRun?: boolean; signal?: AbortSignal },
  ): Promise<KubernetesObject>;
  /**
   * Server-side apply, which takes over fields of other managers; with `dryRun` the cluster only validates. Creates the
   * object when it does not exist.
   */
  apply(
    resource: ResourceType,
    name: string,
    object: Record<string, unknown>,
    options: {
      /** Who the fields belong to afterwards. */
      fieldManager: string;
      namespace?: string;
      dryRun?: boolean;
      signal?: AbortSignal;
    },
  ): Promise<KubernetesObject>;
  /** Versions that the cluster serves of an API group, preferred first; empty when the group is not installed. */
  groupVersions(group: string, signal?: AbortSignal): Promise<string[]>;
  /** Whether the cluster serves a resource type; rejects when it does not say. */
  serves(resource: ResourceType, signal?: AbortSignal): Promise<boolean>;
  /** How the cluster addresses a kind; `undefined` when it does not serve it. */
  findKind(
    apiVersion: string,
    kind: string,
    signal?: AbortSignal,
  ): Promise<ServedKind | undefined>;
}

/**
 * A kind as a cluster serves it.
 *
 * @public
 */
export interface ServedKind {
  resource: ResourceType;
  namespaced: boolean;
}
