import { z } from 'zod';
import type { Deployment, DeploymentStatus, Repository } from '../entities';
import { invalid, notFound } from '../errors';
import { resolveCommit } from '../git';
import { nodeId } from '../Links';
import { userOf } from '../shapes/pull';
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

function toDeployment(
  call: Call,
  repository: Repository,
  deployment: Deployment,
) {
  const api = call.services.links.repository(repository);
  const url = `${api}/deployments/${deployment.id}`;
  return {
    url,
    id: deployment.id,
    node_id: nodeId('Deployment', deployment.id),
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description ?? null,
    creator: userOf(call.services, deployment.creator),
    created_at: deployment.createdAt,
    updated_at: deployment.updatedAt,
    statuses_url: `${url}/statuses`,
    repository_url: api,
    transient_environment: deployment.transient,
    production_environment: deployment.production,
  };
}

function toDeploymentStatus(
  call: Call,
  repository: Repository,
  status: DeploymentStatus,
) {
  const api = call.services.links.repository(repository);
  const deployment = `${api}/deployments/${status.deploymentId}`;
  return {
    url: `${deployment}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId('DeploymentStatus', status.id),
    state: status.state,
    creator: userOf(call.services, status.creator),
    description: status.description,
    environment: status.environment,
    target_url: status.targetUrl,
    log_url: status.logUrl,
    environment_url: status.environmentUrl,
    created_at: status.createdAt,
    updated_at: status.updatedAt,
    deployment_url: deployment,
    repository_url: api,
  };
}

function requireDeployment(call: Call, repository: Repository): Deployment {
  const id = integerId(call.params.deployment_id);
  const deployment = call.services.state.deployments.get(repository.id, id);
  if (!deployment) throw notFound();
  return deployment;
}

function addStatus(
  call: Call,
  repository: Repository,
  deployment: Deployment,
  status: Pick<
    DeploymentStatus,
    | 'state'
    | 'description'
    | 'environment'
    | 'targetUrl'
    | 'logUrl'
    | 'environmentUrl'
  >,
): DeploymentStatus {
  const { state } = call.services;
  const id = state.next('deployment-status');
  const now = state.now();
  state.deployments.put(repository.id, deployment.id, {
    ...deployment,
    updatedAt: now,
  });
  return state.deploymentStatuses.put(deployment.id, id, {
    id,
    deploymentId: deployment.id,
    ...status,
    creator: requireLogin(call),
    createdAt: now,
    updatedAt: now,
  });
}

/** A success ends the earlier ones of its environment, except in production and in those that go away by themselves. */
function endEarlier(call: Call, repository: Repository, latest: Deployment) {
  const { state } = call.services;
  for (const earlier of state.deployments.list(repository.id)) {
    const [last] = state.deploymentStatuses.newestFirst(earlier.id);
    if (
      earlier.id < latest.id &&
      earlier.environment === latest.environment &&
      !earlier.transient &&
      !earlier.production &&
      last?.state === 'success'
    ) {
      const { environment, targetUrl, logUrl, environmentUrl } = last;
      addStatus(call, repository, earlier, {
        state: 'inactive',
        description: '',
        environment,
        targetUrl,
        logUrl,
        environmentUrl,
      });
    }
  }
}

const deploymentSchema = z.object({
  ref: z.string(),
  task: z.string().default('deploy'),
  environment: z.string().default('production'),
  description: optional(z.string()),
  payload: z.union([z.record(z.string(), z.unknown()), z.string()]).default({}),
  auto_merge: z.boolean().optional(),
  required_contexts: z.array(z.string()).nullish(),
  transient_environment: z.boolean().default(false),
  production_environment: z.boolean().optional(),
});

const statusSchema = z.object({
  state: z.enum([
    'error',
    'failure',
    'inactive',
    'in_progress',
    'queued',
    'pending',
    'success',
  ]),
  target_url: z.string().default(''),
  log_url: z.string().optional(),
  description: z.string().default(''),
  environment: z.string().optional(),
  environment_url: z.string().default(''),
  auto_inactive: z.boolean().default(true),
});

export const deploymentRoutes: Route[] = [
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/deployments',
      operationId: 'repos/list-deployments',
      status: 'supported',
    },
    call => {
      const repository = requireRepository(call);
      const { sha, ref, task, environment } = call.query;
      const matches = (wanted: string | undefined, actual: string) =>
        !wanted || wanted === 'none' || wanted === actual;
      const found = call.services.state.deployments
        .newestFirst(repository.id)
        .filter(
          it =>
            matches(sha, it.sha) &&
            matches(ref, it.ref) &&
            matches(task, it.task) &&
            matches(environment, it.environment),
        );
      return paginated(call, found, it => toDeployment(call, repository, it));
    },
  ),
  route(
    {
      method: 'post',
      path: '/repos/{owner}/{repo}/deployments',
      operationId: 'repos/create-deployment',
      status: 'partial',
      notes: 'auto_merge and required_contexts are ignored',
    },
    async call => {
      const repository = requireRepository(call, 'write');
      const { state } = call.services;
      const input = parseBody(call, deploymentSchema);
      const sha = await resolveCommit(state.path(repository), input.ref);
      if (!sha) throw invalid(`No ref found for: ${input.ref}`);
      const id = state.next('deployment');
      const now = state.now();
      const deployment = state.deployments.put(repository.id, id, {
        id,
        sha,
        ref: input.ref,
        task: input.task,
        environment: input.environment,
        description: input.description,
        payload: input.payload,
        transient: input.transient_environment,
        production:
          input.production_environment ?? input.environment === 'production',
        creator: requireLogin(call),
        createdAt: now,
        updatedAt: now,
      });
      return created(toDeployment(call, repository, deployment));
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/deployments/{deployment_id}',
      operationId: 'repos/get-deployment',
      status: 'supported',
    },
    call => {
      const repository = requireRepository(call);
      const deployment = requireDeployment(call, repository);
      return ok(toDeployment(call, repository, deployment));
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
      operationId: 'repos/list-deployment-statuses',
      status: 'supported',
    },
    call => {
      const repository = requireRepository(call);
      const { id } = requireDeployment(call, repository);
      return paginated(
        call,
        call.services.state.deploymentStatuses.newestFirst(id),
        it => toDeploymentStatus(call, repository, it),
      );
    },
  ),
  route(
    {
      method: 'post',
      path: '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
      operationId: 'repos/create-deployment-status',
      status: 'supported',
      notes: 'earlier deployments become inactive at once',
    },
    call => {
      const repository = requireRepository(call, 'write');
      const deployment = requireDeployment(call, repository);
      const input = parseBody(call, statusSchema);
      const status = addStatus(call, repository, deployment, {
        state: input.state,
        description: input.description,
        environment: input.environment ?? deployment.environment,
        targetUrl: input.log_url ?? input.target_url,
        logUrl: input.log_url ?? input.target_url,
        environmentUrl: input.environment_url,
      });
      if (input.state === 'success' && input.auto_inactive) {
        endEarlier(call, repository, deployment);
      }
      return created(toDeploymentStatus(call, repository, status));
    },
  ),
];
