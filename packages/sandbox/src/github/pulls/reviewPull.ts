import type { PullRequest, Repository, Review } from '../entities';
import { invalid } from '../errors';
import type { Services } from '../Services';
import { toPull, toReview } from '../shapes/pull';
import { scheduleAutoMerge } from './autoMerge';

const STATES = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
} as const;

export interface NewReview {
  author: string;
  event: keyof typeof STATES;
  body: string;
  commitSha?: string;
}

/** Submits a review; nobody judges their own pull request. */
export async function reviewPull(
  services: Services,
  repository: Repository,
  pull: PullRequest,
  input: NewReview,
): Promise<Review> {
  const { state } = services;
  if (input.author === pull.author && input.event !== 'COMMENT') {
    throw invalid(
      input.event === 'APPROVE'
        ? 'Review Can not approve your own pull request'
        : 'Review Can not request changes on your own pull request',
    );
  }
  if (input.event !== 'APPROVE' && !input.body) {
    throw invalid('Body can not be blank');
  }
  const id = state.next('review');
  const review = state.reviews.put(pull.id, id, {
    id,
    author: input.author,
    body: input.body,
    state: STATES[input.event],
    commitSha: input.commitSha ?? pull.headSha,
    submittedAt: state.now(),
  });
  const reviewed = state.changePull(repository, pull, {
    requestedReviewers: pull.requestedReviewers.filter(
      it => it !== input.author,
    ),
  });
  const rendered = toReview(services, repository, reviewed, review);
  services.publish({
    event: 'pull_request_review',
    action: 'submitted',
    repository,
    sender: input.author,
    payload: {
      review: { ...rendered, state: review.state.toLowerCase() },
      pull_request: await toPull(services, repository, reviewed),
    },
  });
  scheduleAutoMerge(services, repository, pull.number);
  return review;
}
