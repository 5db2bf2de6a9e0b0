import { DiffCommit, DiffFile } from '@openportal/plugin-deploy-common';
import { PortCallOptions, RepositoryRef } from './DeployTarget';

/**
 * What lies between two commits.
 *
 * @public
 */
export type SourceComparison = {
  /** Where the head lies, seen from the base. */
  direction: 'forward' | 'backward' | 'diverged' | 'same';
  /** Commits of the head that the base lacks, newest first; of the base that the head lacks, for `backward`. */
  commits: DiffCommit[];
  totalCommits: number;
  files: DiffFile[];
  /** Undefined where the host gives only a part of them. */
  totalFiles?: number;
  /** Page for people. */
  url?: string;
};

/**
 * Where the history of the source code is.
 *
 * @public
 */
export interface SourceHistory {
  /** Name, for example `github`. */
  readonly id: string;
  /** Whether it can be asked about this repository. */
  supports(repository: RepositoryRef): boolean;
  /**
   * Compares two commits, tags or branches; at most 250 commits and 300 files. Throws `NotFoundError` with what is
   * missing where a commit is not there, or where the histories are unrelated.
   */
  compare(
    repository: RepositoryRef,
    query: { base: string; head: string },
    options?: PortCallOptions,
  ): Promise<SourceComparison>;
}
