import { OrderRef } from './orderRef';

/**
 * The layers of an order, in the order in which it passes them.
 *
 * @public
 */
export type OrderLayerId =
  | 'pullRequest'
  | 'flux'
  | 'compositeResource'
  | 'composition'
  | 'providers';

/**
 * State of a layer. `unknown`: its source cannot be read; `waiting`: an earlier layer has to come
 * first, or people have to act.
 *
 * @public
 */
export type OrderLayerState =
  | 'unknown'
  | 'waiting'
  | 'progressing'
  | 'ready'
  | 'failed';

/**
 * A condition as Kubernetes objects carry it.
 *
 * @public
 */
export interface OrderCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

/**
 * A page that says more; always http or https.
 *
 * @public
 */
export interface OrderLink {
  title: string;
  url: string;
}

/**
 * Names a resource of a cluster.
 *
 * @public
 */
export interface OrderResourceReference {
  apiVersion: string;
  kind: string;
  name: string;
  namespace?: string;
}

/**
 * A resource that belongs to a layer. Nested composite resources carry what they are composed of.
 *
 * @public
 */
export interface OrderLayerResource extends OrderResourceReference {
  state: OrderLayerState;
  conditions: OrderCondition[];
  /** What the resource is composed of, in the order of the composition. */
  children?: OrderLayerResource[];
  /** Number of children that are not listed because the tree is limited in depth and size. */
  omittedChildren?: number;
  /** Why the resource cannot be shown further, for example that the portal may not read it. */
  note?: string;
}

/**
 * A warning that the cluster recorded about a resource of an order. Clusters forget them after an hour or so.
 *
 * @public
 */
export interface OrderEvent {
  /** What the warning is about. */
  resource: OrderResourceReference;
  /** One word of the component that warns, for example `CannotCreateExternalResource`. */
  reason?: string;
  /** What it says, without credentials. */
  message: string;
  /** How often it happened. */
  count: number;
  /** When it happened last, in ISO 8601. */
  lastSeenAt?: string;
}

/**
 * One layer of an order's status.
 *
 * @public
 */
export interface OrderLayer {
  id: OrderLayerId;
  state: OrderLayerState;
  /** One sentence on what the layer does at the moment. */
  message: string;
  /** What to do about it; present when the layer failed or waits for people. */
  fix?: string;
  links: OrderLink[];
  resources: OrderLayerResource[];
  /** Warnings about its resources, newest first; absent when they were not read, as for a layer that is ready. */
  events?: OrderEvent[];
  /** Why there may be warnings that could not be read. */
  eventsProblem?: string;
  /** When its source was read last, as ISO date and time; present when the source cannot be read at the moment and the layer shows what it said then. */
  staleSince?: string;
  /** Why the source cannot be read at the moment, and until when where that is known; present when `staleSince` is. */
  note?: string;
}

/**
 * The kind of failure in the words of the specification.
 *
 * @public
 */
export type OrderFailureCategory =
  | 'validation'
  | 'flux'
  | 'crossplane'
  | 'provider';

/**
 * Why an order fails, and what to do where.
 *
 * @public
 */
export interface OrderFailure {
  category: OrderFailureCategory;
  /** The layer that shows it. */
  layer: OrderLayerId;
  /** Stable name of the known cause, for example `provider-unhealthy`; `other` when it is not a known one. */
  cause: string;
  /** What the failing system says. */
  message: string;
  fix: string;
  /** Who can mend it. */
  responsible: 'requester' | 'reviewer' | 'platform';
  /** The resource that fails. */
  resource?: OrderResourceReference;
  /** The file or pull request to look at. */
  link?: OrderLink;
}

/**
 * A check that GitHub ran on a pull request.
 *
 * @public
 */
export interface OrderPullRequestCheck {
  name: string;
  state: 'pending' | 'passed' | 'failed' | 'skipped';
  url?: string;
}

/**
 * A pull request of an order.
 *
 * @public
 */
export interface OrderPullRequest {
  number: number;
  url: string;
  title: string;
  /** What it does to the file of the order; `unknown` when GitHub did not say. */
  operation: 'create' | 'update' | 'delete' | 'unknown';
  state: 'open' | 'merged' | 'closed';
  createdAt?: string;
  /** Login of who merged it. */
  mergedBy?: string;
  mergedAt?: string;
  /** True when GitHub merges it by itself as soon as its rules are met. */
  autoMerge?: boolean;
  /** Whether GitHub could merge it; absent when it is not open. */
  mergeable?: 'yes' | 'blocked' | 'conflict' | 'behind' | 'draft' | 'unknown';
  checks: OrderPullRequestCheck[];
  reviews: {
    approvedBy: string[];
    changesRequestedBy: string[];
    /** True when GitHub says that an approval is missing. */
    required: boolean;
  };
}

/**
 * A Flux object that brings orders into the cluster.
 *
 * @public
 */
export interface OrderFluxObject extends OrderResourceReference {
  state: OrderLayerState;
  suspended: boolean;
  /** What it fetched or applied last, for example `main@sha1:…`. */
  revision?: string;
  message?: string;
  /** True when that revision contains the last change of this order; absent when nobody could tell. */
  containsOrder?: boolean;
}

/**
 * One step of the composition that makes the resources of an order.
 *
 * @public
 */
export interface OrderCompositionStep {
  step: string;
  function: string;
  /** Absent when the function could not be read. */
  healthy?: boolean;
  message?: string;
}

/**
 * The composition that makes the resources of an order.
 *
 * @public
 */
export interface OrderComposition {
  name: string;
  /** Name of the CompositionRevision in use. */
  revision?: string;
  updatePolicy?: string;
  steps: OrderCompositionStep[];
}

/**
 * A provider package that resources of an order need.
 *
 * @public
 */
export interface OrderProvider {
  name: string;
  /** The package with its version. */
  package?: string;
  /** Absent when it has not said yet. */
  healthy?: boolean;
  message?: string;
}

/**
 * Where the connection details of an order are: names only, their values are never read.
 *
 * @public
 */
export interface OrderConnectionDetails {
  /** The Secrets that Crossplane writes them to. */
  secrets: Array<{ name: string; namespace?: string }>;
  /** Keys that the XRD promises. */
  keys: string[];
}

/**
 * The file of an order in git.
 *
 * @public
 */
export interface OrderFile {
  /** `<owner>/<repository>` */
  repository: string;
  path: string;
  /** Page of the file; absent when there is none. */
  url?: string;
  /** Whether the base branch has it; absent when the repository could not be read. */
  exists?: boolean;
  /** The commit that changed it last. */
  revision?: string;
}

/**
 * Everything about one order, answered by one request.
 *
 * @public
 */
export interface OrderStatus {
  ref: OrderRef;
  kind: string;
  /** `failed` when a layer failed, `ready` when the resource is ready. */
  state: OrderLayerState;
  failingLayer?: OrderLayerId;
  /** Why it fails; present when `failingLayer` is. */
  failure?: OrderFailure;
  requestedBy?: string;
  createdAt?: string;
  /** Useful links that the resource itself reports in its status. */
  links: OrderLink[];
  /** Always all layers, in the order of {@link OrderLayerId}. */
  layers: OrderLayer[];
  /** The pull requests that matter now: all open ones, then the one closed or merged last. */
  pullRequests: OrderPullRequest[];
  flux: OrderFluxObject[];
  composition?: OrderComposition;
  providers: OrderProvider[];
  connectionDetails?: OrderConnectionDetails;
  /** Absent when orders are not configured. */
  file?: OrderFile;
  /** True when the file is gone from git and the resource still is in the cluster. */
  orphaned: boolean;
  /**
   * Whether Flux deletes the resource when its file leaves git, as the Kustomization says that applies it, or else the
   * configuration; absent when nobody could tell.
   */
  prune?: boolean;
  /** Fields whose value in the cluster is not the one in git, for example `spec.replicas`. */
  drift: string[];
  /** What the caller may do with the order. */
  allowed: OrderActions;
  /** Signals with one of these hints are about this order. */
  hints: string[];
  observedAt: string;
}

/**
 * What a caller may do with an order.
 *
 * @public
 */
export interface OrderActions {
  update: boolean;
  delete: boolean;
  /** Bring back an earlier revision. */
  restore: boolean;
}

/**
 * One line in a list of orders.
 *
 * @public
 */
export interface OrderSummary {
  ref: OrderRef;
  kind: string;
  state: OrderLayerState;
  message: string;
  createdAt?: string;
  requestedBy?: string;
  /** The open pull request of the order, if there is one. */
  pullRequest?: { number: number; url: string };
  /** True when the file is gone from git and the resource still is in the cluster. */
  orphaned?: boolean;
}

/**
 * What {@link OrderSummary} entries can be chosen and sorted by.
 *
 * @public
 */
export interface OrderListFilter {
  cluster?: string;
  namespace?: string;
  xrd?: string;
  state?: OrderLayerState;
  /** Entity reference of the requester. */
  requestedBy?: string;
  /** Text in name, namespace, kind or requester. */
  search?: string;
  /** Defaults to `name`. */
  sort?: 'name' | 'namespace' | 'kind' | 'state' | 'createdAt';
  /** Defaults to `asc`. */
  direction?: 'asc' | 'desc';
  /** Entries a page, 1 to 500. Defaults to 100. */
  limit?: number;
  /** `nextCursor` of the page before, with the same filter. */
  cursor?: string;
}

/**
 * Answer of `GET /orders`.
 *
 * @public
 */
export interface OrderList {
  items: OrderSummary[];
  /** Number of entries on all pages. */
  totalItems: number;
  /** Present when there is another page. */
  nextCursor?: string;
  /** Values to filter by, among the orders that the caller may see. */
  facets: {
    clusters: string[];
    namespaces: string[];
    xrds: Array<{ name: string; kind: string }>;
    requesters: string[];
  };
  /**
   * Clusters that could not be read completely, with the reason, or one kind of them where `xrd` names it; those orders
   * may be missing from the list.
   */
  unreadable: Array<{ cluster: string; xrd?: string; reason: string }>;
  /**
   * Why an orders repository could not be read; orders that wait for a pull request are missing then, unless
   * `repositoryStaleSince` is there.
   */
  repositoryProblem?: string;
  /** When the orders repository that cannot be read was read last, as ISO date and time; the list shows what it had then. */
  repositoryStaleSince?: string;
}
