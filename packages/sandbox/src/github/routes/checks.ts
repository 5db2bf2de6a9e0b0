import { z } from 'zod';
import type { CheckRun, CommitStatus, Repository } from '../entities';
import { notFound } from '../errors';
import { nodeId } from '../Links';
import { scheduleAutoMerge } from '../pulls/autoMerge';
import { repositoryOf, userOf } from '../shapes/pull';
import { requireCommit } from './gitAccess';
import { paginated } from './pagination';
import {
  created,
  integerId,
  ok,
  optional,
  parseBody,
  requireLogin,
  requireRepository,
  route,
  type Call,
  type Route,
} from './route';

function toSimpleStatus(
  call: Call,
  repository: Repository,
  status: CommitStatus,
) {
  const url = call.services.links.repository(repository);
  return {
    url: `${url}/statuses/${status.sha}`,
    avatar_url: userOf(call.services, status.creator).avatar_url,
    id: status.id,
    node_id: nodeId('StatusContext', status.id),
    state: status.state,
    description: status.description ?? null,
    target_url: status.targetUrl ?? null,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.updatedAt,
  };
}

async function combinedStatus(call: Call) {
  const repository = requireRepository(call);
  const { state, links } = call.services;
  const sha = await requireCommit(call, repository, call.params.ref);
  const latest = new Map(
    state.statuses.list(`${repository.id}/${sha}`).map(it => [it.context, it]),
  );
  const statuses = [...latest.values()];
  const states = new Set(statuses.map(it => it.state));
  const failed = states.has('failure') || states.has('error');
  const succeeded = statuses.length > 0 && !states.has('pending');
  const passed = succeeded ? 'success' : 'pending';
  const url = `${links.repository(repository)}/commits/${sha}`;
  return ok({
    state: failed ? 'failure' : passed,
    statuses: statuses.map(it => toSimpleStatus(call, repository, it)),
    sha,
    total_count: statuses.length,
    repository: repositoryOf(
      call.services,
      repository,
      call.caller.account?.login,
    ),
    commit_url: url,
    url: `${url}/status`,
  });
}

/** A check or status may have been the last thing an armed pull request waited for. */
function wakePulls(call: Call, repository: Repository, sha: string) {
  for (const pull of call.services.state.pulls.list(repository.id)) {
    if (pull.headSha === sha) {
      scheduleAutoMerge(call.services, repository, pull.number);
    }
  }
}

const statusSchema = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  target_url: optional(z.string()),
  description: optional(z.string()),
  context: z.string().default('default'),
});

async function createStatus(call: Call) {
  const repository = requireRepository(call, 'write');
  const { state } = call.services;
  const sha = await requireCommit(call, repository, call.params.sha);
  const input = parseBody(call, statusSchema);
  const now = state.now();
  const id = state.next('status');
  const status = state.statuses.put(`${repository.id}/${sha}`, id, {
    id,
    sha,
    state: input.state,
    context: input.context,
    description: input.description,
    targetUrl: input.target_url,
    creator: requireLogin(call),
    createdAt: now,
    updatedAt: now,
  });
  wakePulls(call, repository, sha);
  return created({
    ...toSimpleStatus(call, repository, status),
    creator: userOf(call.services, status.creator),
  });
}

function toCheckRun(call: Call, repository: Repository, run: CheckRun) {
  const { links } = call.services;
  const url = `${links.repository(repository)}/check-runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeId('CheckRun', run.id),
    name: run.name,
    head_sha: run.headSha,
    external_id: run.externalId ?? null,
    url,
    html_url: `${links.page(repository)}/runs/${run.id}`,
    details_url: run.detailsUrl ?? null,
    status: run.status,
    conclusion: run.conclusion ?? null,
    started_at: run.startedAt ?? null,
    completed_at: run.completedAt ?? null,
    output: {
      title: run.title ?? null,
      summary: run.summary ?? null,
      text: null,
      annotations_count: 0,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.id },
    app: null,
    pull_requests: [],
  };
}

const checkRunSchema = z.object({
  name: z.string(),
  head_sha: z.string(),
  status: optional(z.enum(['queued', 'in_progress', 'completed'])),
  conclusion: optional(z.string()),
  external_id: optional(z.string()),
  details_url: optional(z.string()),
  started_at: optional(z.string()),
  completed_at: optional(z.string()),
  output: optional(
    z.object({ title: optional(z.string()), summary: z.string() }),
  ),
});

function toStoredRun(
  id: number,
  input: z.infer<typeof checkRunSchema>,
  now: string,
): CheckRun {
  const completed =
    input.conclusion !== undefined || input.status === 'completed';
  return {
    id,
    name: input.name,
    headSha: input.head_sha,
    status: completed ? 'completed' : input.status ?? 'queued',
    conclusion: input.conclusion,
    externalId: input.external_id,
    detailsUrl: input.details_url,
    title: input.output?.title,
    summary: input.output?.summary,
    startedAt: input.started_at ?? now,
    completedAt: completed ? input.completed_at ?? now : undefined,
  };
}

export const checkRoutes: Route[] = [
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/commits/{ref}/status',
      operationId: 'repos/get-combined-status-for-ref',
      status: 'supported',
    },
    combinedStatus,
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/commits/{ref}/statuses',
      operationId: 'repos/list-commit-statuses-for-ref',
      status: 'supported',
    },
    async call => {
      const repository = requireRepository(call);
      const sha = await requireCommit(call, repository, call.params.ref);
      const { statuses } = call.services.state;
      return paginated(
        call,
        statuses.newestFirst(`${repository.id}/${sha}`),
        it => ({
          ...toSimpleStatus(call, repository, it),
          creator: userOf(call.services, it.creator),
        }),
      );
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/commits/{ref}/check-runs',
      operationId: 'checks/list-for-ref',
      status: 'supported',
      notes: 'without filters',
    },
    async call => {
      const repository = requireRepository(call);
      const sha = await requireCommit(call, repository, call.params.ref);
      return paginated(
        call,
        call.services.state.checkRuns.list(`${repository.id}/${sha}`),
        it => toCheckRun(call, repository, it),
        (check_runs, total_count) => ({ total_count, check_runs }),
      );
    },
  ),
  route(
    {
      method: 'post',
      path: '/repos/{owner}/{repo}/statuses/{sha}',
      operationId: 'repos/create-commit-status',
      status: 'supported',
    },
    createStatus,
  ),
  route(
    {
      method: 'post',
      path: '/repos/{owner}/{repo}/check-runs',
      operationId: 'checks/create',
      status: 'supported',
      notes: 'without annotations',
    },
    async call => {
      const repository = requireRepository(call, 'write');
      const { state } = call.services;
      const input = parseBody(call, checkRunSchema);
      const sha = await requireCommit(call, repository, input.head_sha);
      const run = toStoredRun(state.next('check-run'), input, state.now());
      state.checkRuns.put(`${repository.id}/${sha}`, run.id, run);
      wakePulls(call, repository, sha);
      return created(toCheckRun(call, repository, run));
    },
  ),
  route(
    {
      method: 'patch',
      path: '/repos/{owner}/{repo}/check-runs/{check_run_id}',
      operationId: 'checks/update',
      status: 'supported',
      notes: 'without annotations',
    },
    call => {
      const repository = requireRepository(call, 'write');
      const { state } = call.services;
      const id = integerId(call.params.check_run_id);
      const known = state.checkRuns
        .list(repository.id)
        .find(it => it.id === id);
      if (!known) throw notFound();
      const input = parseBody(call, checkRunSchema.partial());
      const run = toStoredRun(
        id,
        {
          name: known.name,
          head_sha: known.headSha,
          external_id: known.externalId,
          details_url: known.detailsUrl,
          started_at: known.startedAt,
          completed_at: known.completedAt,
          conclusion: known.conclusion,
          output: known.summary
            ? { title: known.title, summary: known.summary }
            : undefined,
          ...input,
          status: input.status ?? known.status,
        },
        state.now(),
      );
      state.checkRuns.put(`${repository.id}/${run.headSha}`, id, run);
      wakePulls(call, repository, run.headSha);
      return ok(toCheckRun(call, repository, run));
    },
  ),
];
