import { z } from 'zod';
import type { PullRequest } from '../entities';
import { invalid, notFound, validationFailed } from '../errors';
import { branchTip, diffFiles } from '../git';
import { mergePull } from '../pulls/mergePull';
import { openPull } from '../pulls/openPull';
import { publishPull } from '../pulls/publishPull';
import { toCommit, toFile } from '../shapes/commit';
import { pullBase, pullCommits, toPull, toPullSummary } from '../shapes/pull';
import { commitContext } from './gitAccess';
import { paginated } from './pagination';
import {
  created,
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

function list(call: Call) {
  const { services, query } = call;
  const repository = requireRepository(call);
  const { state = 'open', base, head, sort = 'created' } = query;
  const ascending =
    (query.direction ?? (query.sort ? 'asc' : 'desc')) === 'asc';
  const found = services.state.pulls
    .list(repository.id)
    .filter(it => state === 'all' || it.state === state)
    .filter(it => !base || it.baseBranch === base)
    // Without an owner in front, GitHub ignores the head filter.
    .filter(
      it =>
        !head?.includes(':') ||
        head.toLowerCase() ===
          `${repository.owner}:${it.headBranch}`.toLowerCase(),
    );
  const key = (pull: PullRequest) =>
    sort === 'updated' ? pull.updatedAt : pull.createdAt;
  found.sort((a, b) => key(a).localeCompare(key(b)) || a.number - b.number);
  if (!ascending) found.reverse();
  return paginated(call, found, it => toPullSummary(services, repository, it));
}

const newPullSchema = z.object({
  title: z.string().optional(),
  head: z.string(),
  base: z.string(),
  body: optional(z.string()),
  draft: optional(z.boolean()),
});

async function create(call: Call) {
  const { services } = call;
  // Readers may open pull requests from branches they could not have made themselves only in forks.
  const repository = requireRepository(call, 'write');
  const input = parseBody(call, newPullSchema);
  if (!input.title) {
    throw validationFailed({
      resource: 'PullRequest',
      field: 'title',
      code: 'missing_field',
    });
  }
  const pull = await openPull(services, repository, {
    title: input.title,
    body: input.body,
    head: input.head,
    base: input.base,
    draft: input.draft ?? false,
    author: requireLogin(call),
  });
  return created(await toPull(services, repository, pull));
}

function actionOf(pull: PullRequest, wanted: PullRequest['state'] | undefined) {
  if (wanted === undefined || wanted === pull.state) return 'edited';
  return wanted === 'closed' ? 'closed' : 'reopened';
}

async function update(call: Call) {
  const { services } = call;
  const login = requireLogin(call);
  const repository = requireRepository(call);
  const pull = requirePull(call, repository);
  if (pull.author !== login) requireRepository(call, 'write');
  const input = parseBody(
    call,
    z.object({
      title: optional(z.string()),
      body: z.string().nullish(),
      state: optional(z.enum(['open', 'closed'])),
      base: optional(z.string()),
    }),
  );
  const { state } = services;
  if (input.state === 'open' && pull.state === 'closed') {
    const head = await branchTip(state.path(repository), pull.headBranch);
    if (pull.mergedAt || !head) {
      throw validationFailed({
        resource: 'PullRequest',
        field: 'state',
        code: 'custom',
        message:
          'state cannot be changed. The pull request cannot be reopened.',
      });
    }
  }
  const action = actionOf(pull, input.state);
  const changed = state.changePull(repository, pull, {
    title: input.title ?? pull.title,
    body: input.body === undefined ? pull.body : input.body ?? undefined,
    baseBranch: input.base ?? pull.baseBranch,
    ...(action === 'closed'
      ? {
          state: 'closed',
          closedAt: state.now(),
          closedBy: login,
          autoMerge: undefined,
        }
      : {}),
    ...(action === 'reopened'
      ? { state: 'open', closedAt: undefined, closedBy: undefined }
      : {}),
  });
  await publishPull(services, repository, changed, action, login);
  return ok(await toPull(services, repository, changed));
}

async function merge(call: Call) {
  const { services } = call;
  const repository = requireRepository(call, 'write');
  const pull = requirePull(call, repository);
  const input = parseBody(
    call,
    z.object({
      commit_title: optional(z.string()),
      commit_message: optional(z.string()),
      sha: optional(z.string()),
      merge_method: z.enum(['merge', 'squash', 'rebase']).default('merge'),
    }),
  );
  const sha = await mergePull(services, repository, pull, {
    actor: requireLogin(call),
    method: input.merge_method,
    title: input.commit_title,
    message: input.commit_message,
    sha: input.sha,
  });
  return ok({ sha, merged: true, message: 'Pull Request successfully merged' });
}

const reviewersSchema = z.object({
  reviewers: z.array(z.string()).default([]),
  team_reviewers: z.array(z.string()).default([]),
});

async function changeReviewers(call: Call, add: boolean) {
  const { services } = call;
  const { state } = services;
  const repository = requireRepository(call, 'write');
  const pull = requirePull(call, repository);
  const input = parseBody(call, reviewersSchema);
  if (add && input.reviewers.includes(pull.author)) {
    throw invalid('Review cannot be requested from pull request author.');
  }
  const unknown = input.reviewers.find(it => !state.account(it));
  if (add && unknown) {
    throw invalid(
      'Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the repository.',
    );
  }
  const combine = (present: string[], named: string[]) =>
    add
      ? [...new Set([...present, ...named])]
      : present.filter(it => !named.includes(it));
  const changed = state.changePull(repository, pull, {
    requestedReviewers: combine(pull.requestedReviewers, input.reviewers),
    requestedTeams: combine(pull.requestedTeams, input.team_reviewers),
  });
  await publishPull(
    services,
    repository,
    changed,
    add ? 'review_requested' : 'review_request_removed',
    requireLogin(call),
  );
  const summary = toPullSummary(services, repository, changed);
  return add ? created(summary) : ok(summary);
}

export const pullRoutes: Route[] = [
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/pulls',
      operationId: 'pulls/list',
      status: 'supported',
    },
    list,
  ),
  route(
    {
      method: 'post',
      path: '/repos/{owner}/{repo}/pulls',
      operationId: 'pulls/create',
      status: 'partial',
      notes: 'between branches of one repository',
    },
    create,
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/pulls/{pull_number}',
      operationId: 'pulls/get',
      status: 'supported',
      notes: 'mergeable is computed at once, never null for an open one',
    },
    async call => {
      const repository = requireRepository(call);
      const pull = requirePull(call, repository);
      return ok(await toPull(call.services, repository, pull));
    },
  ),
  route(
    {
      method: 'patch',
      path: '/repos/{owner}/{repo}/pulls/{pull_number}',
      operationId: 'pulls/update',
      status: 'supported',
    },
    update,
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/pulls/{pull_number}/files',
      operationId: 'pulls/list-files',
      status: 'supported',
    },
    async call => {
      const repository = requireRepository(call);
      const pull = requirePull(call, repository);
      const { state, links } = call.services;
      const files = await diffFiles(
        state.path(repository),
        await pullBase(call.services, repository, pull),
        pull.headSha,
      );
      return paginated(call, files, it =>
        toFile(links, repository, pull.headSha, it),
      );
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/pulls/{pull_number}/commits',
      operationId: 'pulls/list-commits',
      status: 'supported',
    },
    async call => {
      const repository = requireRepository(call);
      const pull = requirePull(call, repository);
      const commits = await pullCommits(call.services, repository, pull);
      const context = commitContext(call, repository);
      return paginated(call, commits, it => toCommit(context, it));
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/pulls/{pull_number}/merge',
      operationId: 'pulls/check-if-merged',
      status: 'supported',
    },
    call => {
      const pull = requirePull(call, requireRepository(call));
      if (!pull.mergedAt) throw notFound();
      return noContent;
    },
  ),
  route(
    {
      method: 'put',
      path: '/repos/{owner}/{repo}/pulls/{pull_number}/merge',
      operationId: 'pulls/merge',
      status: 'supported',
    },
    merge,
  ),
  route(
    {
      method: 'post',
      path: '/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers',
      operationId: 'pulls/request-reviewers',
      status: 'supported',
    },
    call => changeReviewers(call, true),
  ),
  route(
    {
      method: 'delete',
      path: '/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers',
      operationId: 'pulls/remove-requested-reviewers',
      status: 'supported',
    },
    call => changeReviewers(call, false),
  ),
];
