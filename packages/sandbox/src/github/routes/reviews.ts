import { z } from 'zod';
import { invalid, notFound } from '../errors';
import { reviewPull } from '../pulls/reviewPull';
import { toReview } from '../shapes/pull';
import { paginated } from './pagination';
import {
  integerId,
  ok,
  optional,
  parseBody,
  requireLogin,
  requirePull,
  requireRepository,
  route,
  type Route,
} from './route';

const reviewSchema = z.object({
  body: optional(z.string()),
  event: optional(z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT'])),
  commit_id: optional(z.string()),
});

export const reviewRoutes: Route[] = [
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/pulls/{pull_number}/reviews',
      operationId: 'pulls/list-reviews',
      status: 'supported',
    },
    call => {
      const repository = requireRepository(call);
      const pull = requirePull(call, repository);
      return paginated(call, call.services.state.reviews.list(pull.id), it =>
        toReview(call.services, repository, pull, it),
      );
    },
  ),
  route(
    {
      method: 'post',
      path: '/repos/{owner}/{repo}/pulls/{pull_number}/reviews',
      operationId: 'pulls/create-review',
      status: 'partial',
      notes: 'submitted at once; no pending reviews, no line comments',
    },
    async call => {
      const author = requireLogin(call);
      const repository = requireRepository(call);
      const pull = requirePull(call, repository);
      const input = parseBody(call, reviewSchema);
      if (!input.event) {
        throw invalid('Pending reviews are not kept; send an "event".');
      }
      const review = await reviewPull(call.services, repository, pull, {
        author,
        event: input.event,
        body: input.body ?? '',
        commitSha: input.commit_id,
      });
      return ok(toReview(call.services, repository, pull, review));
    },
  ),
  route(
    {
      method: 'put',
      path: '/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals',
      operationId: 'pulls/dismiss-review',
      status: 'supported',
    },
    call => {
      const repository = requireRepository(call, 'write');
      const pull = requirePull(call, repository);
      const { reviews } = call.services.state;
      const id = integerId(call.params.review_id);
      const review = reviews.get(pull.id, id);
      if (!review) throw notFound();
      const dismissed = reviews.put(pull.id, id, {
        ...review,
        state: 'DISMISSED',
      });
      return ok(toReview(call.services, repository, pull, dismissed));
    },
  ),
];
