import {
  DeploymentLink,
  HealthStatus,
  SyncStatus,
} from '@openportal/plugin-deploy-common';
import { DeployTarget, PortCallOptions, RepositoryRef } from './DeployTarget';

/**
 * What an observer can tell.
 *
 * @public
 */
export type ObserverCapabilities = {
  /** Whether it knows which revision of git is applied. */
  revision: boolean;
  /** Whether it can call back when something changes. */
  watch: boolean;
  /**
   * Whether each look costs requests at a host that counts them. Such a one is not asked because somebody opens a
   * page, but only by the periodic pass and for what changes.
   */
  metered?: boolean;
};

/**
 * What runs, as the cluster tells it.
 *
 * @public
 */
export type Observation = {
  /** When the cluster said so. */
  observedAt: string;
  /** Every image that runs there, full references with digest where the cluster knows it. */
  images: string[];
  /** Revision of git that is applied. */
  revision?: string;
  sync: SyncStatus;
  /** `missing` where the deployment does not exist there. */
  health: HealthStatus;
  /** What is wrong, in words for people. */
  message?: string;
  links: DeploymentLink[];
};

/**
 * A hint that something changed. The reader reads again; what it says is not trusted.
 *
 * @public
 */
export type ObserverHint =
  | { entityRef: string; environment: string }
  | { argocdApplication: string }
  | { cluster?: string; namespace: string }
  /** An entity by its reference, in whichever of its environments are in that cluster: only what runs changed. */
  | { cluster?: string; deployedEntity: string }
  | { repository: RepositoryRef };

/**
 * Who tells what runs. Does not throw where the deployment is missing: it says `missing`. Throws where
 * the cluster cannot be asked, so that the last known state is kept and shown as old.
 *
 * @public
 */
export interface Observer {
  /** Name, for example `argocd`. */
  readonly id: string;
  readonly capabilities: ObserverCapabilities;
  observe(
    target: DeployTarget,
    options?: PortCallOptions,
  ): Promise<Observation>;
  /**
   * Calls back on changes until the returned function is called. What the source has when the watch begins counts as
   * a change, so that nothing is lost before. A watch that lost its source goes on by itself.
   */
  watch?(onHint: (hint: ObserverHint) => void): () => void;
}
