import { ManifestDifference } from '@openportal/plugin-deploy-common';
import { DeployTarget, PortCallOptions } from './DeployTarget';

/**
 * What a desired state adapter can do. The interface hides or disables the rest.
 *
 * @public
 */
export type DesiredStateCapabilities = {
  /** Whether it can write at all. */
  propose: boolean;
  pullRequests: boolean;
  history: boolean;
  /** Whether it can compare the manifests of two environments. */
  diff: boolean;
};

/**
 * What should run, as it is written now.
 *
 * @public
 */
export type DesiredVersion = {
  /** Full image reference, exactly as written. */
  image: string;
  /** Revision that was read: the head of the branch. */
  revision: string;
  /**
   * Hash of what is written apart from the image: changes when somebody edits the manifest, not when another
   * version is written. Undefined where that cannot be told.
   */
  template?: string;
  /** Commit that wrote the image last, where that is known cheaply. */
  changedBy?: { commit: string; author?: string; at?: string };
  /** Page of the file for people. */
  url?: string;
  /**
   * What was read, in terms of the adapter: with the same origin, a revision always says the same. Undefined where that
   * does not hold.
   */
  origin?: string;
};

/**
 * What is known before {@link DesiredState.read} asks. An adapter may leave it alone.
 *
 * @public
 */
export type DesiredReadOptions = PortCallOptions & {
  /** The last answer, however old: it is this one still where `revision` and `origin` are the same. */
  known?: DesiredVersion;
  /** Commit that an operation wrote a moment ago: who knows that it became the head need not ask for the head. */
  wrote?: string;
};

/**
 * A version that was written earlier, newest first in a list of them.
 *
 * @public
 */
export type DesiredVersionHistoryEntry = {
  image: string;
  commit: string;
  committedAt: string;
  author?: string;
  url?: string;
};

/**
 * A change to write.
 *
 * @public
 */
export type DesiredChange = {
  /** The intent. Two calls with one operation id make one commit or pull request. */
  operationId: string;
  kind: 'deploy' | 'promote' | 'rollback';
  target: DeployTarget;
  /** Full image reference to write. */
  image: string;
  /**
   * Image that must be there before. Where another is there, and not the one to write, the adapter
   * refuses with a `ConflictError`. Undefined: not checked.
   */
  expectedImage?: string;
  /** {@link DesiredVersion.template} that must be there before; checked like `expectedImage`. */
  expectedTemplate?: string;
  /** Commit that the image was built from, for strategies that move branches. */
  sourceCommit?: string;
  mode: 'direct' | 'pull-request';
  /** First line of the commit, title of the pull request. */
  title: string;
  /** Explanation for people, in Markdown. */
  body: string;
  /** Labels of the pull request. */
  labels: string[];
  /**
   * For strategies that start a job: by this the job proves, when it tells the portal that it is done, that it was
   * started for this operation. Undefined where nobody is to be told.
   */
  completionToken?: string;
};

/**
 * What {@link DesiredState.propose} made or found.
 *
 * @public
 */
export type ChangeRef =
  | { kind: 'commit'; commit: string; url?: string }
  | {
      kind: 'pull-request';
      number: number;
      url: string;
      branch: string;
      headSha: string;
    }
  /** A job that was started. `id` is its own, or undefined while it is not known: it is found by the operation id. */
  | { kind: 'job'; id?: string; url?: string }
  /** The image was written there already, by somebody else; `commit` is the head that was read. */
  | { kind: 'unchanged'; commit: string; url?: string };

/**
 * A review of a pull request: the last one of its author.
 *
 * @public
 */
export type ChangeReview = {
  /** Login at the git host. */
  author: string;
  state: 'approved' | 'changes-requested' | 'commented' | 'dismissed';
  /** Head that was reviewed. */
  headSha?: string;
  /** Whether the host counts it: the author may write to the repository. */
  mayApprove: boolean;
  at?: string;
  url?: string;
};

/**
 * Where a change stands at the git host.
 *
 * @public
 */
export type ChangeStatus = {
  /**
   * `landed`: on the branch of the environment. `closed`: it will never land; closed without a merge,
   * or no longer part of the branch.
   */
  state: 'open' | 'landed' | 'closed';
  /** Commit that holds the change on the branch, where it landed. */
  commit?: string;
  landedAt?: string;
  url?: string;
  /** Head of the pull request now. */
  headSha?: string;
  reviews: ChangeReview[];
  /** Undefined while the host is still computing it. */
  mergeable?: boolean;
  /** What keeps it from being merged, in words for people. */
  blockedBy?: string;
  /** Login of who merged it. */
  mergedBy?: string;
  /** Login of who closed it without a merge. */
  closedBy?: string;
  /** Why it will never land, in words for people. */
  closedReason?: string;
};

/**
 * Where it is written what should run.
 *
 * @remarks
 *
 * Every method looks at the source itself, never at a cache of its own decisions, so that it can be
 * called again after a crash. Errors that another attempt may clear are `ServiceUnavailableError` or
 * carry no Backstage name; errors that it cannot clear are `ConflictError`, `InputError`,
 * `NotAllowedError` or `NotFoundError`.
 *
 * @public
 */
export interface DesiredState {
  /** Name of the strategy, for example `manifest`. */
  readonly id: string;
  readonly capabilities: DesiredStateCapabilities;

  /** What should run. Undefined: nothing is written for this environment. */
  read(
    target: DeployTarget,
    options?: DesiredReadOptions,
  ): Promise<DesiredVersion | undefined>;

  /** Earlier versions, newest first, the current one included. */
  history(
    target: DeployTarget,
    options?: PortCallOptions & { limit?: number },
  ): Promise<DesiredVersionHistoryEntry[]>;

  /**
   * Writes a change, or finds what an earlier call with the same operation id wrote. A commit has the
   * trailer of {@link operationTrailer}, a pull request the branch of {@link operationBranch}.
   */
  propose(change: DesiredChange, options?: PortCallOptions): Promise<ChangeRef>;

  /** Finds what was written for an operation, without writing. */
  find(
    target: DeployTarget,
    operationId: string,
    options?: PortCallOptions,
  ): Promise<ChangeRef | undefined>;

  /** Where a change stands. */
  status(
    target: DeployTarget,
    ref: ChangeRef,
    options?: PortCallOptions,
  ): Promise<ChangeStatus>;

  /**
   * Merges a pull request at exactly this head, by the rules of the host, and answers with its status
   * after that. Never bypasses a protection: where the host refuses, the status says so in `blockedBy`.
   */
  merge(
    target: DeployTarget,
    ref: ChangeRef,
    options: PortCallOptions & { headSha: string },
  ): Promise<ChangeStatus>;

  /** Gives a change up before it landed: closes the pull request and removes its branch. */
  abandon(
    target: DeployTarget,
    ref: ChangeRef,
    options: PortCallOptions & { reason: string },
  ): Promise<ChangeStatus>;

  /**
   * Compares what is written for two environments of an application. Required with the capability `diff`.
   * Throws where one of them is not written or cannot be read.
   */
  diff?(
    from: DeployTarget,
    to: DeployTarget,
    options?: PortCallOptions,
  ): Promise<ManifestDifference[]>;

  /** Whether a revision contains a commit. Undefined where that cannot be told. */
  contains(
    target: DeployTarget,
    query: { revision: string; commit: string },
    options?: PortCallOptions,
  ): Promise<boolean | undefined>;
}
