import { KubernetesClient, KubernetesObject, ResourceType } from './types';

/**
 * What is known of a watched resource type.
 *
 * @public
 */
export interface WatchStatus {
  /** True once a list succeeded and nothing failed since. */
  synced: boolean;
  /** When the last complete list arrived, in ISO 8601. */
  lastListedAt?: string;
  /** Why the watch is not in sync, or why the last attempt failed. */
  error?: string;
  /** HTTP status of that failure, where the cluster answered at all. */
  statusCode?: number;
  objects: number;
}

/**
 * A change that the handler of {@link watchResource} receives. A `list` replaces everything known before.
 *
 * @public
 */
export type WatchChange =
  | { type: 'list'; objects: KubernetesObject[] }
  | { type: 'set' | 'delete'; object: KubernetesObject };

/**
 * Options of {@link watchResource}.
 *
 * @public
 */
export interface WatchResourceOptions {
  client: KubernetesClient;
  resource: ResourceType;
  namespace?: string;
  labelSelector?: string;
  logger: {
    warn(message: string): void;
    debug(message: string): void;
  };
  /**
   * Called one change at a time. When it throws, everything is listed and handed over again, so a
   * change never gets lost.
   */
  onChange(change: WatchChange): Promise<void> | void;
  /** Called when the status changed, for example to mark a cluster as stale. */
  onStatus?(status: WatchStatus): void;
  relistMilliseconds?: number;
  inactivityMilliseconds?: number;
  /** First wait after a failure, doubled with every further one up to 30 seconds. */
  initialBackoffMilliseconds?: number;
}

/**
 * A running watch.
 *
 * @public
 */
export interface ResourceWatch {
  status(): WatchStatus;
  /** The objects as the last list and the events since then left them. */
  objects(): KubernetesObject[];
  /** Lists again now. */
  refresh(): void;
  /** Ends the watch and waits for the running handler. */
  stop(): Promise<void>;
}
