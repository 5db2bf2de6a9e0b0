import type { SandboxEndpoints } from './config';
import type { FaultSwitches } from './core';
import type { GitHubSandbox } from './github';
import type { ClusterSandbox } from './kubernetes';
import type { RegistryAuthentication, RegistrySandbox } from './registry';

/**
 * How to start a sandbox.
 *
 * @public
 */
export interface SandboxOptions {
  /** Where everything is kept. Defaults to a fresh temporary folder that is removed at the end. */
  dataDir?: string;
  /** The documented ports, or free ones that stay with the data folder. Defaults to `ephemeral`. */
  ports?: 'default' | 'ephemeral';
  /**
   * `samples` is the newcomer's sandbox, with an application for every way of running one; `full` has the application of
   * Argo CD and kinds to order; `minimal` the people and an empty `catalog-orders`. Defaults to `full`.
   */
  seed?: 'samples' | 'full' | 'minimal';
  /** Milliseconds between two passes of a controller, and of a step of a build. Defaults to 100. */
  tempo?: number;
  /** Whether anything acts by itself in the clusters; without, only what a test writes changes. Defaults to true. */
  controllers?: boolean;
  /** How clients sign in at the registry. Defaults to not at all. */
  registryAuthentication?: RegistryAuthentication;
}

/**
 * A running sandbox.
 *
 * @public
 */
export interface Sandbox {
  endpoints: SandboxEndpoints;
  github: GitHubSandbox;
  /** By name: `platform` and `production`. */
  clusters: Record<string, ClusterSandbox>;
  registry: RegistrySandbox;
  faults: FaultSwitches;
  /** Resolves when controllers, builds and webhooks have nothing left to do. */
  idle(): Promise<void>;
  close(): Promise<void>;
}
