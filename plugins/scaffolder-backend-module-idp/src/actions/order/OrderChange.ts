import type { CommitAuthor, CommitTrailer } from '@openportal/github-node';
import type {
  OrderBranchParts,
  OrderRef,
} from '@openportal/plugin-crossplane-common';
import type {
  OrderLocation,
  OrderOperation,
  OrderSnapshot,
} from '@openportal/plugin-crossplane-node';

/**
 * What an operation wants, decided from the input and the cluster. What becomes of the file is asked again for every
 * commit that it is applied to, so that a base that moved is no problem.
 */
export interface OrderPlan {
  location: OrderLocation;
  /** Path of the file. */
  path: string;
  of: OrderBranchParts;
  kind: string;
  /** Title of the pull request and first line of the commit. */
  title: string;
  /**
   * Content of the file afterwards; undefined removes it. Throws what the user has to know when the operation does not
   * fit what is there.
   */
  content(snapshot: OrderSnapshot): Promise<string | undefined>;
  /** Text of the pull request. */
  body(before: string | undefined, after: string | undefined): string;
  /** Asks the cluster, once, before anything is written. */
  check(snapshot: OrderSnapshot): Promise<void>;
}

/** A plan with what identifies the run of the task that carries it out. */
export interface OrderChange extends OrderPlan {
  operation: OrderOperation;
  ref: OrderRef;
  branch: string;
  /** The same for every run of one step of one task. */
  intentId: string;
  author?: CommitAuthor;
  trailers: CommitTrailer[];
}
