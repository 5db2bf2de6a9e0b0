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
 * A resource that belongs to a layer.
 *
 * @public
 */
export interface OrderLayerResource {
  apiVersion: string;
  kind: string;
  name: string;
  namespace?: string;
  state: OrderLayerState;
  conditions: OrderCondition[];
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
  links: Array<{ title: string; url: string }>;
  resources: OrderLayerResource[];
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
  requestedBy?: string;
  /** Useful links that the resource itself reports in its status. */
  links: Array<{ title: string; url: string }>;
  /** Always all layers, in the order of {@link OrderLayerId}. */
  layers: OrderLayer[];
  observedAt: string;
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
}

/**
 * Answer of `GET /orders`.
 *
 * @public
 */
export interface OrderList {
  items: OrderSummary[];
  /** Clusters that could not be read, with the reason; their orders are missing from the list. */
  unreadable: Array<{ cluster: string; reason: string }>;
}

/**
 * What the ingestor knows of one cluster.
 *
 * @public
 */
export interface IngestorClusterStatus {
  cluster: string;
  /** True when what the catalog shows may be out of date. */
  stale: boolean;
  lastListedAt?: string;
  error?: string;
  templates: number;
  resources: number;
  /** XRDs that were skipped, and why. */
  problems: Array<{ xrd: string; path: string; reason: string }>;
}

/**
 * Answer of `GET /ingestor/status`.
 *
 * @public
 */
export interface IngestorStatus {
  clusters: IngestorClusterStatus[];
}
