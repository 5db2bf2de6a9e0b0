import { KubernetesClient, KubernetesObject, ResourceType } from './types';

/**
 * What is known of a watched resource type.
 *
 * @public
 */
export interface WatchStatus {
  /** True once a list succeeded and nothing failed since. */
  synced: boolean;
  /** True while a watch request is open. */
  watching: boolean;
  /** How often the watch request was made anew, for whatever reason. */
  restarts: number;
  /** When the last complete list arrived, in ISO 8601. */
  lastListedAt?: string;
  /** When the cluster last sent anything, in ISO 8601: what is held was complete then. */
  lastHeardAt?: string;
  /** When the next list is due, in ISO 8601. */
  nextListAt?: string;
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
  /** Called when a watch was silent for the whole inactivity time: other connections may be dead as well. */
  onSilence?(): void;
  /** What to keep of each object; only that is handed over and held in memory. */
  keep?(object: KubernetesObject): KubernetesObject;
  /** Runs a list, at once by default. A caller with many watches may let them wait for each other. */
  runList?<T>(list: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Awaited before a watch request is made anew, for the same reason. */
  beforeWatch?(signal: AbortSignal): Promise<void>;
  relistMilliseconds?: number;
  /** Longest silence on a watch before it is made anew. Defaults to 30 seconds. */
  inactivityMilliseconds?: number;
  /** How long the server may keep a watch open. Defaults to 290 seconds. */
  timeoutSeconds?: number;
  /** Whether watches ask for bookmarks. Defaults to true. */
  bookmarks?: boolean;
  /** Longest wait between two attempts. Defaults to 30 seconds. */
  longestBackoffMilliseconds?: number;
  /** First wait after a failure, doubled with every further one. */
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
  /** Makes the watch request anew without listing, for a connection that may be dead. */
  reconnect(): void;
  /** Ends the watch and waits for the running handler. */
  stop(): Promise<void>;
}
