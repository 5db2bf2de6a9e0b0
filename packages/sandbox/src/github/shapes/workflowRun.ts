import { workflowId } from '../workflowIdentity';
import type { ActionsRun, Repository } from '../entities';
import { readCommit } from '../git';
import { nodeId } from '../Links';
import type { Services } from '../Services';
import { toSimpleCommit } from './commit';
import { repositoryOf, userOf } from './pull';

export async function toWorkflowRun(
  services: Services,
  repository: Repository,
  run: ActionsRun,
) {
  const { state, links } = services;
  const api = links.repository(repository);
  const url = `${api}/actions/runs/${run.id}`;
  const workflow = workflowId(services, repository, run.workflowPath);
  const commit = await readCommit(state.path(repository), run.headSha);
  const rendered = repositoryOf(services, repository);
  const actor = userOf(services, run.actor);
  return {
    id: run.id,
    name: run.workflowName,
    node_id: nodeId('WorkflowRun', run.id),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.workflowPath,
    display_title: run.title,
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion ?? null,
    workflow_id: workflow,
    check_suite_id: run.id,
    check_suite_node_id: nodeId('CheckSuite', run.id),
    url,
    html_url: `${links.page(repository)}/actions/runs/${run.id}`,
    pull_requests: [],
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    run_started_at: run.startedAt,
    actor,
    triggering_actor: actor,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${api}/check-suites/${run.id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: null,
    workflow_url: `${api}/actions/workflows/${workflow}`,
    head_commit: toSimpleCommit(commit),
    repository: rendered,
    head_repository: rendered,
  };
}
