import { PortCallOptions, RepositoryRef } from './DeployTarget';

/**
 * A run of a pipeline that builds an application.
 *
 * @public
 */
export type PipelineRun = {
  name: string;
  state: 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** Commit that it builds. */
  commit: string;
  startedAt?: string;
  finishedAt?: string;
  url?: string;
  /** The step that failed, where it is known. */
  failedStep?: string;
};

/**
 * Where applications are built.
 *
 * @public
 */
export interface PipelineSource {
  /** Name, for example `github-actions`. */
  readonly id: string;
  /** Whether it can be asked about this repository. */
  supports(repository: RepositoryRef): boolean;
  /** The newest run on a branch, or undefined where there is none. */
  latest(
    repository: RepositoryRef,
    query: { branch?: string },
    options?: PortCallOptions,
  ): Promise<PipelineRun | undefined>;
}
