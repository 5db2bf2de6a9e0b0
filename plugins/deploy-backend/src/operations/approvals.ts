import {
  EnvironmentProtection,
  OperationReview,
} from '@openportal/plugin-deploy-common';
import { ChangeStatus } from '@openportal/plugin-deploy-node';

/** Whether a pull request has the approvals that its environment asks for. */
export type ApprovalVerdict = {
  reviews: OperationReview[];
  approved: boolean;
  /** What is missing, in words for people. */
  missing?: string;
};

/**
 * Counts the approvals of a pull request. An approval counts only for the head that was reviewed, by
 * somebody whom the host lets approve, and not by the requester where the environment says so.
 */
export function countApprovals(
  status: ChangeStatus,
  protection: EnvironmentProtection,
  requesterLogins: readonly string[],
): ApprovalVerdict {
  const requester = requesterLogins.map(login =>
    login.toLocaleLowerCase('en-US'),
  );
  const reviews = status.reviews.map(review => {
    const isRequester = requester.includes(
      review.author.toLocaleLowerCase('en-US'),
    );
    return {
      author: review.author,
      state: review.state,
      at: review.at,
      counts:
        review.state === 'approved' &&
        review.mayApprove &&
        review.headSha !== undefined &&
        review.headSha === status.headSha &&
        !(protection.excludeRequester && isRequester),
    };
  });
  const objection = status.reviews.find(
    review => review.state === 'changes-requested' && review.mayApprove,
  );
  if (objection) {
    return {
      reviews,
      approved: false,
      missing: `'${objection.author}' asks for changes`,
    };
  }
  const count = new Set(
    reviews.flatMap(review => (review.counts ? [review.author] : [])),
  ).size;
  return count >= protection.approvals
    ? { reviews, approved: true }
    : {
        reviews,
        approved: false,
        missing: `${count} of ${protection.approvals} approvals`,
      };
}

/**
 * How long to wait before looking at a pull request again: soon while it is new, and each minute when it
 * has waited for long.
 */
export function approvalPollDelay(
  ageMs: number,
  pollIntervalMs: number,
): number {
  return Math.min(60_000, Math.max(pollIntervalMs, ageMs / 30));
}
