import {
  EnvironmentProtection,
  OperationReview,
} from '@openportal/plugin-deploy-common';
import { ChangeStatus } from '@openportal/plugin-deploy-node';
import { RequesterLogins } from '../identity/createLoginFinder';

/** Whether a pull request has the approvals that its environment asks for. */
export type ApprovalVerdict = {
  reviews: OperationReview[];
  approved: boolean;
  /** What is missing, in words for people. */
  missing?: string;
};

/**
 * Counts the approvals of a pull request. An approval counts only for the head that was reviewed, by
 * somebody whom the host lets approve, and not by the requester where the environment says so. Where it is
 * not known who the requester is at the host, nobody is known to be somebody else.
 */
export function countApprovals(
  status: ChangeStatus,
  protection: EnvironmentProtection,
  requester: RequesterLogins & { ref: string },
): ApprovalVerdict {
  const logins = requester.logins.map(login =>
    login.toLocaleLowerCase('en-US'),
  );
  const reviews = status.reviews.map(review => {
    const mayBeRequester =
      !requester.complete ||
      logins.includes(review.author.toLocaleLowerCase('en-US'));
    return {
      author: review.author,
      state: review.state,
      at: review.at,
      counts:
        review.state === 'approved' &&
        review.mayApprove &&
        review.headSha !== undefined &&
        review.headSha === status.headSha &&
        !(protection.excludeRequester && mayBeRequester),
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
  if (count >= protection.approvals) {
    return { reviews, approved: true };
  }
  const missing = `${count} of ${protection.approvals} approvals`;
  return {
    reviews,
    approved: false,
    missing:
      protection.excludeRequester && !requester.complete
        ? `${missing}: it is not known who '${requester.ref}' is at the git host, so no approval is known to be somebody else's. Set the annotation 'github.com/user-login' of that user`
        : missing,
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
