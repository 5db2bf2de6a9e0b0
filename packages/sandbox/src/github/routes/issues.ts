import { z } from 'zod';
import type { PullRequest, Repository } from '../entities';
import { notFound, validationFailed } from '../errors';
import { toIssue, toIssueComment, toLabel } from '../shapes/pull';
import { paginated } from './pagination';
import {
  created,
  integerId,
  noContent,
  ok,
  optional,
  parseBody,
  requireLogin,
  requirePull,
  requireRepository,
  route,
  type Call,
  type Route,
} from './route';

/** A label that is used before it was made comes into being, as on GitHub. */
function ensureLabel(call: Call, repository: Repository, name: string) {
  const { state } = call.services;
  const key = name.toLowerCase();
  if (!state.labels.get(repository.id, key)) {
    state.labels.put(repository.id, key, {
      id: state.next('label'),
      name,
      color: 'ededed',
      description: undefined,
    });
  }
}

const labelsSchema = z.union([
  z.array(z.string()).transform(labels => ({ labels })),
  z.object({
    labels: z
      .array(
        z.union([
          z.string(),
          z.object({ name: z.string() }).transform(it => it.name),
        ]),
      )
      .default([]),
  }),
]);

function setLabels(
  call: Call,
  repository: Repository,
  pull: PullRequest,
  labels: string[],
) {
  const unique = [
    ...new Map(labels.map(it => [it.toLowerCase(), it])).values(),
  ];
  for (const name of unique) ensureLabel(call, repository, name);
  call.services.state.changePull(repository, pull, { labels: unique });
  return ok(unique.map(it => toLabel(call.services, repository, it)));
}

const newLabelSchema = z.object({
  name: z.string(),
  color: optional(z.string()),
  description: optional(z.string()),
});

const labelRoutes: Route[] = [
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/labels',
      operationId: 'issues/list-labels-for-repo',
      status: 'supported',
    },
    call => {
      const repository = requireRepository(call);
      return paginated(
        call,
        call.services.state.labels.list(repository.id),
        it => toLabel(call.services, repository, it.name),
      );
    },
  ),
  route(
    {
      method: 'post',
      path: '/repos/{owner}/{repo}/labels',
      operationId: 'issues/create-label',
      status: 'supported',
    },
    call => {
      const repository = requireRepository(call, 'write');
      const { state } = call.services;
      const input = parseBody(call, newLabelSchema);
      const key = input.name.toLowerCase();
      if (state.labels.get(repository.id, key)) {
        throw validationFailed({
          resource: 'Label',
          field: 'name',
          code: 'already_exists',
        });
      }
      state.labels.put(repository.id, key, {
        id: state.next('label'),
        name: input.name,
        color: input.color ?? 'ededed',
        description: input.description,
      });
      return created(toLabel(call.services, repository, input.name));
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/issues/{issue_number}/labels',
      operationId: 'issues/list-labels-on-issue',
      status: 'supported',
    },
    call => {
      const repository = requireRepository(call);
      return paginated(call, requirePull(call, repository).labels, it =>
        toLabel(call.services, repository, it),
      );
    },
  ),
  route(
    {
      method: 'post',
      path: '/repos/{owner}/{repo}/issues/{issue_number}/labels',
      operationId: 'issues/add-labels',
      status: 'supported',
    },
    call => {
      const repository = requireRepository(call, 'triage');
      const pull = requirePull(call, repository);
      const { labels } = parseBody(call, labelsSchema);
      return setLabels(call, repository, pull, [...pull.labels, ...labels]);
    },
  ),
  route(
    {
      method: 'put',
      path: '/repos/{owner}/{repo}/issues/{issue_number}/labels',
      operationId: 'issues/set-labels',
      status: 'supported',
    },
    call => {
      const repository = requireRepository(call, 'triage');
      const pull = requirePull(call, repository);
      const { labels } = parseBody(call, labelsSchema);
      return setLabels(call, repository, pull, labels);
    },
  ),
  route(
    {
      method: 'delete',
      path: '/repos/{owner}/{repo}/issues/{issue_number}/labels/{name}',
      operationId: 'issues/remove-label',
      status: 'supported',
    },
    call => {
      const repository = requireRepository(call, 'triage');
      const pull = requirePull(call, repository);
      const name = call.params.name.toLowerCase();
      if (!pull.labels.some(it => it.toLowerCase() === name)) {
        throw notFound();
      }
      return setLabels(
        call,
        repository,
        pull,
        pull.labels.filter(it => it.toLowerCase() !== name),
      );
    },
  ),
];

function requireComment(call: Call, repository: Repository) {
  const id = integerId(call.params.comment_id);
  const comment = call.services.state.comments.get(repository.id, id);
  if (!comment) throw notFound();
  return comment;
}

/** The comment, if the caller wrote it or may push. */
function requireOwnComment(call: Call) {
  const repository = requireRepository(call);
  const comment = requireComment(call, repository);
  if (comment.author !== requireLogin(call)) requireRepository(call, 'write');
  return { repository, comment };
}

const bodySchema = z.object({ body: z.string().min(1) });

const commentRoutes: Route[] = [
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/issues/{issue_number}/comments',
      operationId: 'issues/list-comments',
      status: 'supported',
    },
    call => {
      const repository = requireRepository(call);
      const { number } = requirePull(call, repository);
      const comments = call.services.state.comments
        .list(repository.id)
        .filter(it => it.number === number);
      return paginated(call, comments, it =>
        toIssueComment(call.services, repository, it),
      );
    },
  ),
  route(
    {
      method: 'post',
      path: '/repos/{owner}/{repo}/issues/{issue_number}/comments',
      operationId: 'issues/create-comment',
      status: 'supported',
    },
    call => {
      const author = requireLogin(call);
      const repository = requireRepository(call);
      const { number } = requirePull(call, repository);
      const { body } = parseBody(call, bodySchema);
      const { state } = call.services;
      const id = state.next('comment');
      const now = state.now();
      const comment = state.comments.put(repository.id, id, {
        id,
        number,
        author,
        body,
        createdAt: now,
        updatedAt: now,
      });
      return created(toIssueComment(call.services, repository, comment));
    },
  ),
  route(
    {
      method: 'patch',
      path: '/repos/{owner}/{repo}/issues/comments/{comment_id}',
      operationId: 'issues/update-comment',
      status: 'supported',
    },
    call => {
      const { repository, comment } = requireOwnComment(call);
      const { body } = parseBody(call, bodySchema);
      const { state } = call.services;
      const changed = state.comments.put(repository.id, comment.id, {
        ...comment,
        body,
        updatedAt: state.now(),
      });
      return ok(toIssueComment(call.services, repository, changed));
    },
  ),
  route(
    {
      method: 'delete',
      path: '/repos/{owner}/{repo}/issues/comments/{comment_id}',
      operationId: 'issues/delete-comment',
      status: 'supported',
    },
    call => {
      const { repository, comment } = requireOwnComment(call);
      call.services.state.comments.delete(repository.id, comment.id);
      return noContent;
    },
  ),
];

export const issueRoutes: Route[] = [
  ...labelRoutes,
  ...commentRoutes,
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/issues/{issue_number}',
      operationId: 'issues/get',
      status: 'partial',
      notes: 'pull requests only; there are no other issues',
    },
    call => {
      const repository = requireRepository(call);
      const pull = requirePull(call, repository);
      return ok(toIssue(call.services, repository, pull));
    },
  ),
];
