import { LoggerService } from '@backstage/backend-plugin-api';
import {
  KubernetesClient,
  WatchResourceOptions,
} from '@openportal/kubernetes-node';
import { StoredObject } from '../store/SnapshotStore';
import { ListQueue } from './ListQueue';
import { PackedObject } from './PackedObject';
import { PartChange } from './WatchedPart';

/** Names of the parts of a cluster that are no resources of an XRD. Names of XRDs have a dot. */
export const PARTS = {
  definitions: 'definitions',
  compositions: 'compositions',
  namespaces: 'namespaces',
  /** Of XRDs that cannot be read as they are now: the last definition that could. */
  readable: 'readable',
} as const;

/** State of one cluster, for people. */
export interface SourceStatus {
  /** True when XRDs cannot be read, so that templates may be out of date. */
  stale: boolean;
  /** Why something of the cluster cannot be read. */
  error?: string;
  lastListedAt?: string;
  nextListAt?: string;
  watches: { open: number; total: number; restarts: number };
}

/** Options of a source of one cluster. */
export interface ClusterSourceOptions {
  client: KubernetesClient;
  logger: LoggerService;
  annotationPrefix: string;
  /** Objects that an earlier process knew, by part. */
  initial: Map<string, StoredObject[]>;
  /** Shared by all clusters. */
  lists: ListQueue;
  onChange(part: string, change: PartChange): void;
  /** Compositions of these kinds, `<group>/<kind>`, changed. */
  onCompositions(kinds: Set<string>): void;
  /** An ordered resource got a new version. */
  onTouched(xrd: string, object: PackedObject): void;
  /** The cluster, or only the resources of an XRD, became readable or unreadable. */
  onStatus(xrd?: string): void;
  /** A list of a part took this many seconds. */
  onListed?(part: string, seconds: number): void;
  /** Wait before a cluster without Crossplane, or without an answer, is asked again. Defaults to 15 seconds. */
  discoveryRetryMilliseconds?: number;
  /** Passed to every watch; tests shorten times. */
  watch?: Partial<
    Pick<
      WatchResourceOptions,
      | 'initialBackoffMilliseconds'
      | 'longestBackoffMilliseconds'
      | 'relistMilliseconds'
      | 'inactivityMilliseconds'
    >
  >;
}
