import { z } from 'zod';
import { dispatchRepository, updateRun } from '../actionsRuns';
import type { ActionsRun, Repository } from '../entities';
import { conflict, notFound } from '../errors';
import { nodeId } from '../Links';
import { paginated } from './pagination';
import {
  integerId,
  noContent,
  parseBody,
  requireLogin,
  requireRepository,
  route,
  type Call,
  type Route,
} from './route';

function requireRun(call: Call, repository: Repository): ActionsRun {
  const id = integerId(call.params.run_id);
  const run = call.services.state.runs.get(repository.id, id);
  if (!run) throw notFound();
  return run;
}

/** The one job of a run, with the step that failed where one did. */
function toJob(call: Call, repository: Repository, run: ActionsRun) {
  const { links } = call.services;
  const api = links.repository(repository);
  const ended = run.status === 'completed';
  const conclusion = run.conclusion ?? null;
  const times = {
    started_at: run.startedAt,
    completed_at: ended ? run.updatedAt : null,
  };
  const failed =
    run.conclusion === 'failure' ? run.failedStep ?? 'Run' : undefined;
  return {
    id: run.id,
    run_id: run.id,
    run_url: `${api}/actions/runs/${run.id}`,
    run_attempt: run.attempt,
    node_id: nodeId('Job', run.id),
    head_sha: run.headSha,
    url: `${api}/actions/jobs/${run.id}`,
    html_url: `${links.page(repository)}/actions/runs/${run.id}/job/${run.id}`,
    status: run.status,
    conclusion,
    created_at: run.createdAt,
    ...times,
    name: 'build',
    steps: [
      {
        status: 'completed',
        conclusion: 'success',
        name: 'Set up job',
        number: 1,
        ...times,
      },
      {
        status: run.status,
        conclusion,
        name: failed ?? 'Run',
        number: 2,
        ...times,
      },
    ],
    check_run_url: `${api}/check-runs/${run.id}`,
    labels: ['sandbox'],
    runner_id: 1,
    runner_name: 'sandbox',
    runner_group_id: 1,
    runner_group_name: 'sandbox',
    workflow_name: run.workflowName,
    head_branch: run.headBranch,
  };
}

export const actionsDetailRoutes: Route[] = [
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/actions/runs/{run_id}/jobs',
      operationId: 'actions/list-jobs-for-workflow-run',
      status: 'partial',
      notes: 'every run has one job of two steps',
    },
    call => {
      const repository = requireRepository(call);
      return paginated(
        call,
        [requireRun(call, repository)],
        it => toJob(call, repository, it),
        (jobs, total_count) => ({ total_count, jobs }),
      );
    },
  ),
  route(
    {
      method: 'post',
      path: '/repos/{owner}/{repo}/actions/runs/{run_id}/cancel',
      operationId: 'actions/cancel-workflow-run',
      status: 'supported',
      notes: 'the run ends at once; what it has begun goes on',
    },
    async call => {
      const repository = requireRepository(call, 'write');
      const run = requireRun(call, repository);
      if (run.status === 'completed') {
        throw conflict('Cannot cancel a workflow run that is completed.');
      }
      await updateRun(call.services, repository, run.id, {
        status: 'completed',
        conclusion: 'cancelled',
      });
      return { status: 202, body: {} };
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/actions/artifacts',
      operationId: 'actions/list-artifacts-for-repo',
      status: 'partial',
      notes: 'names only; there is nothing to download',
    },
    call => {
      const repository = requireRepository(call);
      const { state, links } = call.services;
      const { name } = call.query;
      const found = state.artifacts
        .newestFirst(repository.id)
        .filter(it => !name || it.name === name);
      const api = links.repository(repository);
      return paginated(
        call,
        found,
        it => ({
          id: it.id,
          node_id: nodeId('Artifact', it.id),
          name: it.name,
          size_in_bytes: 0,
          url: `${api}/actions/artifacts/${it.id}`,
          archive_download_url: `${api}/actions/artifacts/${it.id}/zip`,
          expired: false,
          created_at: it.createdAt,
          updated_at: it.createdAt,
          expires_at: it.createdAt,
          workflow_run: {
            id: it.runId,
            repository_id: repository.id,
            head_repository_id: repository.id,
            head_branch: it.branch,
            head_sha: it.sha,
          },
        }),
        (artifacts, total_count) => ({ total_count, artifacts }),
      );
    },
  ),
  route(
    {
      method: 'post',
      path: '/repos/{owner}/{repo}/dispatches',
      operationId: 'repos/create-dispatch-event',
      status: 'supported',
      notes: 'a run is queued for each workflow that listens to the type',
    },
    async call => {
      const repository = requireRepository(call, 'write');
      const input = parseBody(
        call,
        z.object({
          event_type: z.string().min(1).max(100),
          client_payload: z.record(z.string(), z.unknown()).default({}),
        }),
      );
      await dispatchRepository(call.services, repository, {
        eventType: input.event_type,
        payload: input.client_payload,
        actor: requireLogin(call),
      });
      return noContent;
    },
  ),
];
