import { Operation } from '../operations';
import { HealthStatus, SyncStatus } from '../states';

/**
 * A freeze window that is open now or opens soon.
 *
 * @public
 */
export type FreezeView = {
  name: string;
  environments: string[];
  reason?: string;
  start: string;
  end: string;
  active: boolean;
};

/**
 * One environment of an entity in the matrix.
 *
 * @public
 */
export type MatrixCell = {
  environment: string;
  /** What git says should run. */
  version?: string;
  image?: string;
  /** What the cluster says does run, where that differs. */
  observedVersion?: string;
  health: HealthStatus;
  sync: SyncStatus;
  drift?: boolean;
  stale: boolean;
  /** When it was last read. Undefined: never. */
  observedAt?: string;
  /** When the version came there. */
  since?: string;
  /** Whether the environment before it has another version. */
  waiting?: { version: string; since?: string; behind?: number };
  /** What a source failed with, while the values are older ones. */
  error?: string;
};

/**
 * State by which the matrix can be filtered.
 *
 * @public
 */
export type MatrixState =
  | 'waiting'
  | 'degraded'
  | 'drift'
  | 'stale'
  | 'progressing'
  | 'healthy';

/**
 * One entity of the matrix.
 *
 * @public
 */
export type MatrixRow = {
  entityRef: string;
  title: string;
  owner?: string;
  system?: string;
  environments: MatrixCell[];
  /** Since when its oldest change waits to be promoted. */
  waitingSince?: string;
};

/**
 * Answer of `GET /matrix`: what runs where, oldest waiting change first.
 *
 * @public
 */
export type MatrixResponse = {
  environments: string[];
  items: MatrixRow[];
  /** How many entities the filter finds. */
  total: number;
  nextCursor?: string;
  activeOperations: Operation[];
  freezes: FreezeView[];
  generatedAt: string;
};

/**
 * Filter of the matrix.
 *
 * @public
 */
export type MatrixQuery = {
  owner?: string;
  system?: string;
  environment?: string;
  state?: MatrixState;
  /** Part of the name or title. */
  search?: string;
  cursor?: string;
  /** 1 to 200. */
  limit?: number;
};
