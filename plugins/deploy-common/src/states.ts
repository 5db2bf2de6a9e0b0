import { DeployedVersion } from './operations';

/**
 * Whether the cluster has applied what git says.
 *
 * @public
 */
export type SyncStatus = 'synced' | 'out-of-sync' | 'unknown';

/**
 * How what runs is doing.
 *
 * @public
 */
export type HealthStatus =
  | 'healthy'
  | 'progressing'
  | 'degraded'
  | 'suspended'
  | 'missing'
  | 'unknown';

/**
 * A page about an environment somewhere else.
 *
 * @public
 */
export type DeploymentLink = {
  title: string;
  url: string;
  kind: 'app' | 'argocd' | 'commit' | 'ci' | 'logs' | 'pull-request' | 'other';
};

/**
 * How the last read of a source went.
 *
 * @public
 */
export type SourceStatus = {
  /** Name of the adapter, or undefined where none is chosen. */
  adapter?: string;
  /** When it last answered. */
  readAt?: string;
  /** What the last read failed with, while the values are older ones. */
  error?: string;
  /**
   * Whether an observer compares with git. One that does not cannot say `synced`; from one that does, `unknown`
   * means that it could not find out.
   */
  comparesWithGit?: boolean;
};

/**
 * A version that was seen healthy in an environment.
 *
 * @public
 */
export type HealthyVersion = DeployedVersion & {
  /** When it was healthy for the first time. */
  healthyAt: string;
  /** Since when it has been healthy without a break. Absent: it failed since, or another version replaced it. */
  since?: string;
};

/**
 * What is known of an entity in an environment. What is not known is left out or `unknown`, never
 * taken for good.
 *
 * @public
 */
export type EnvironmentState = {
  entityRef: string;
  environment: string;
  /** What git says should run. */
  desired?: DeployedVersion & {
    revision?: string;
    /** Hash of the manifest apart from the version. A request may send it back as what its author saw. */
    template?: string;
    changedAt?: string;
    changedBy?: string;
    url?: string;
  };
  /** What the cluster says does run. */
  observed?: Partial<DeployedVersion> & { revision?: string };
  sync: SyncStatus;
  health: HealthStatus;
  /** Whether what runs is not what git says. Undefined where either is unknown. */
  drift?: boolean;
  /** What the observer says about the health. */
  message?: string;
  lastHealthy?: HealthyVersion;
  /** The healthy version before, of another content: where a rollback goes by default. */
  previousHealthy?: HealthyVersion;
  /** When the cluster was last read. */
  observedAt?: string;
  /** Since when the values count as stale, if nothing newer comes. */
  staleAfter?: string;
  stale: boolean;
  sources: { desired: SourceStatus; observed: SourceStatus };
  links: DeploymentLink[];
};
