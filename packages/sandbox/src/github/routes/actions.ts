import { z } from 'zod';
import { dispatchWorkflow, listWorkflows, type Workflow } from '../actionsRuns';
import type { ActionsRun, Repository } from '../entities';
import { notFound } from '../errors';
import { nodeId } from '../Links';
import { toWorkflowRun } from '../shapes/workflowRun';
import { paginated } from './pagination';
import {
  integerId,
  noContent,
  ok,
  parseBody,
  requireLogin,
  requireRepository,
  route,
  type Call,
  type Route,
} from './route';

function toWorkflow(call: Call, repository: Repository, workflow: Workflow) {
  const { links } = call.services;
  const page = links.page(repository);
  const file = workflow.path.split('/').at(-1);
  return {
    id: workflow.id,
    node_id: nodeId('Workflow', workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: 'active',
    created_at: workflow.createdAt,
    updated_at: workflow.createdAt,
    url: `${links.repository(repository)}/actions/workflows/${workflow.id}`,
    html_url: `${page}/blob/${repository.defaultBranch}/${workflow.path}`,
    badge_url: `${page}/actions/workflows/${file}/badge.svg`,
  };
}

async function requireWorkflow(call: Call, repository: Repository) {
  const wanted = call.params.workflow_id;
  const found = (await listWorkflows(call.services, repository)).find(
    it => String(it.id) === wanted || it.path.endsWith(`/${wanted}`),
  );
  if (!found) throw notFound();
  return found;
}

function listRuns(
  call: Call,
  repository: Repository,
  matches: (run: ActionsRun) => boolean,
) {
  const { branch, event, status, head_sha: sha, actor, created } = call.query;
  const since = /^>=(.+)$/.exec(created ?? '')?.[1];
  const runs = call.services.state.runs
    .newestFirst(repository.id)
    .filter(matches)
    .filter(
      it =>
        (!branch || it.headBranch === branch) &&
        (!event || it.event === event) &&
        (!sha || it.headSha === sha) &&
        (!actor || it.actor === actor) &&
        (!since || Date.parse(it.createdAt) >= Date.parse(since)) &&
        (!status || it.status === status || it.conclusion === status),
    );
  return paginated(
    call,
    runs,
    it => toWorkflowRun(call.services, repository, it),
    (workflow_runs, total_count) => ({ total_count, workflow_runs }),
  );
}

export const actionsRoutes: Route[] = [
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/actions/workflows',
      operationId: 'actions/list-repo-workflows',
      status: 'supported',
    },
    async call => {
      const repository = requireRepository(call);
      return paginated(
        call,
        await listWorkflows(call.services, repository),
        it => toWorkflow(call, repository, it),
        (workflows, total_count) => ({ total_count, workflows }),
      );
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/actions/workflows/{workflow_id}',
      operationId: 'actions/get-workflow',
      status: 'supported',
    },
    async call => {
      const repository = requireRepository(call);
      const workflow = await requireWorkflow(call, repository);
      return ok(toWorkflow(call, repository, workflow));
    },
  ),
  route(
    {
      method: 'post',
      path: '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
      operationId: 'actions/create-workflow-dispatch',
      status: 'supported',
      notes: 'the run is queued; the sandbox CI runs what it knows',
    },
    async call => {
      const repository = requireRepository(call, 'write');
      const { ref, inputs } = parseBody(
        call,
        z.object({
          ref: z.string(),
          inputs: z
            .record(
              z.string(),
              z.union([z.string(), z.number(), z.boolean()]).transform(String),
            )
            .default({}),
        }),
      );
      await dispatchWorkflow(call.services, repository, {
        workflow: call.params.workflow_id,
        ref,
        inputs,
        actor: requireLogin(call),
      });
      return noContent;
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
      operationId: 'actions/list-workflow-runs',
      status: 'supported',
    },
    async call => {
      const repository = requireRepository(call);
      const workflow = await requireWorkflow(call, repository);
      return listRuns(
        call,
        repository,
        it => it.workflowPath === workflow.path,
      );
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/actions/runs',
      operationId: 'actions/list-workflow-runs-for-repo',
      status: 'supported',
    },
    call => listRuns(call, requireRepository(call), () => true),
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/actions/runs/{run_id}',
      operationId: 'actions/get-workflow-run',
      status: 'supported',
    },
    async call => {
      const repository = requireRepository(call);
      const id = integerId(call.params.run_id);
      const run = call.services.state.runs.get(repository.id, id);
      if (!run) throw notFound();
      return ok(await toWorkflowRun(call.services, repository, run));
    },
  ),
];
