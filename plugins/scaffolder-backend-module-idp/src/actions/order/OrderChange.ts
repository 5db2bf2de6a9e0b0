import { ConflictError } from '@backstage/errors';
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

/** What a reviewer has to know of how an order was checked. */
export interface OrderReview {
  /** What nobody could check, a phrase for each. */
  unchecked: string[];
  /** Why it waits for people although orders like it do not. */
  waitsBecause?: string;
}

/** What an operation wants, made from the input and the cluster as they are now. */
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
  body(
    before: string | undefined,
    after: string | undefined,
    review: OrderReview,
  ): string;
  /** Asks the cluster, once, before anything is written; answers what nobody could check, a phrase for each. */
  check(snapshot: OrderSnapshot): Promise<string[]>;
}

/**
 * A plan that was decided on, as plain data: it is stored before the first write, so that whoever goes on after a crash
 * writes exactly this, whatever the cluster says by then. Nothing of it is secret: it all goes into the orders
 * repository.
 */
export interface OrderChange {
  location: OrderLocation;
  path: string;
  of: OrderBranchParts;
  kind: string;
  operation: OrderOperation;
  ref: OrderRef;
  requestedBy: string;
  /** The same for every run of one step of one task. */
  intentId: string;
  branch: string;
  title: string;
  /** Text of the pull request. */
  body: string;
  /** What nobody could check, a phrase for each; undefined for nothing. */
  unchecked?: string[];
  /** The file that it was decided for; undefined for none. */
  fileVersion?: string;
  /** Content of the file afterwards; undefined removes it. */
  content?: string;
  author?: CommitAuthor;
  trailers: CommitTrailer[];
}

/**
 * The file that a change leaves at a place.
 *
 * @throws ConflictError when the place has another file than the one that the change was decided for
 */
export function contentOn(
  change: OrderChange,
  { file }: OrderSnapshot,
): string | undefined {
  if (file?.fileVersion !== change.fileVersion) {
    const { location, path, ref } = change;
    const { host, repository, baseBranch } = location;
    throw new ConflictError(
      file
        ? `Somebody changed order '${ref.name}' in namespace '${ref.namespace}' at the same moment: see https://${host}/${repository}/blob/${baseBranch}/${path}. Look at what it is now, and start again`
        : `Somebody removed order '${ref.name}' in namespace '${ref.namespace}' at the same moment: look at the order, and start again`,
    );
  }
  return change.content;
}
