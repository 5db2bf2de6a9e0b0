import { DeployedVersion } from '../operations';

/**
 * One side of a comparison of two environments.
 *
 * @public
 */
export type DiffSide = {
  environment: string;
  /** What git says should run there. Undefined where nothing is written or git cannot be read. */
  version?: DeployedVersion;
  /** Commit that the version was built from, where it is known. */
  sourceCommit?: string;
  /** Why the version or its source is not known. */
  unknown?: string;
};

/**
 * A commit that is in one environment and not in the other.
 *
 * @public
 */
export type DiffCommit = {
  sha: string;
  /** First line of the message. */
  title: string;
  author?: string;
  at?: string;
  url?: string;
  /** Pull request that brought it in, where the message or the git host names one. */
  pullRequest?: { number: number; url: string };
};

/**
 * A file that differs between the two source commits.
 *
 * @public
 */
export type DiffFile = {
  path: string;
  status: 'added' | 'removed' | 'modified' | 'renamed';
  /** Undefined for a binary file. */
  additions?: number;
  deletions?: number;
};

/**
 * One value that differs between the manifests of two environments.
 *
 * @public
 */
export type ManifestDifference = {
  /** File relative to the folder of the manifests. */
  file: string;
  /** Document and field for people: `Deployment/payments spec.replicas`. */
  path: string;
  from?: string;
  to?: string;
  /** `change`: the promotion writes it. `stays`: it belongs to the environment. */
  kind: 'change' | 'stays';
};

/**
 * How to bring the second environment up to the first.
 *
 * @public
 */
export type DiffInstructions = {
  /** What to press: the button `Promote to qa`, or the entry of a menu, `More about development > Promote to prod`. */
  button?: string;
  /** The chat command to type. */
  slack?: string;
  /** What happens in git: a commit to a branch, or a pull request and who approves it. */
  git?: string;
  /** A pull request that is open for it already. */
  pullRequest?: string;
  /** Why nothing needs to be done, or why it cannot be. */
  none?: string;
};

/**
 * Answer of `GET /entities/…/diff`: what the second environment lacks of the first. A part that is not
 * known says so and leaves the rest as it is.
 *
 * @public
 */
export type EnvironmentDiff = {
  entityRef: string;
  from: DiffSide;
  to: DiffSide;
  commits: {
    /** Newest first, at most 250. */
    items: DiffCommit[];
    /** How many there are in all. */
    total?: number;
    /** Whether the second environment is ahead: the commits would be taken away. */
    direction?: 'forward' | 'backward' | 'diverged' | 'same';
    unknown?: string;
    /** Page of the comparison. */
    url?: string;
  };
  files: { items: DiffFile[]; total?: number; unknown?: string };
  manifests: { items: ManifestDifference[]; unknown?: string };
  instructions: DiffInstructions;
  generatedAt: string;
};
