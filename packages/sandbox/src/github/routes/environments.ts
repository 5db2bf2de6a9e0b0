import { z } from 'zod';
import type { Environment, Repository } from '../entities';
import { notFound } from '../errors';
import { nodeId } from '../Links';
import { paginated } from './pagination';
import {
  noContent,
  ok,
  parseBody,
  requireRepository,
  route,
  type Call,
  type Route,
} from './route';

function toEnvironment(
  call: Call,
  repository: Repository,
  environment: Environment,
) {
  const { links } = call.services;
  const name = encodeURIComponent(environment.name);
  return {
    id: environment.id,
    node_id: nodeId('Environment', environment.id),
    name: environment.name,
    url: `${links.repository(repository)}/environments/${name}`,
    html_url: `${links.page(
      repository,
    )}/deployments/activity_log?environments_filter=${name}`,
    created_at: environment.createdAt,
    updated_at: environment.updatedAt,
    protection_rules:
      environment.waitTimer > 0
        ? [
            {
              id: environment.id,
              node_id: nodeId('GateRule', environment.id),
              type: 'wait_timer',
              wait_timer: environment.waitTimer,
            },
          ]
        : [],
    deployment_branch_policy: null,
  };
}

function requireEnvironment(call: Call, repository: Repository): Environment {
  const environment = call.services.state.environments.get(
    repository.id,
    call.params.environment_name,
  );
  if (!environment) throw notFound();
  return environment;
}

const environmentSchema = z.object({
  wait_timer: z.number().int().min(0).max(43_200).default(0),
  reviewers: z
    .array(z.object({ type: z.enum(['User', 'Team']), id: z.number() }))
    .nullish(),
});

export const environmentRoutes: Route[] = [
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/environments',
      operationId: 'repos/get-all-environments',
      status: 'supported',
    },
    call => {
      const repository = requireRepository(call);
      return paginated(
        call,
        call.services.state.environments.list(repository.id),
        it => toEnvironment(call, repository, it),
        (environments, total_count) => ({ total_count, environments }),
      );
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/environments/{environment_name}',
      operationId: 'repos/get-environment',
      status: 'supported',
    },
    call => {
      const repository = requireRepository(call);
      const environment = requireEnvironment(call, repository);
      return ok(toEnvironment(call, repository, environment));
    },
  ),
  route(
    {
      method: 'put',
      path: '/repos/{owner}/{repo}/environments/{environment_name}',
      operationId: 'repos/create-or-update-environment',
      status: 'partial',
      notes: 'reviewers and branch policies are not enforced',
    },
    call => {
      const repository = requireRepository(call, 'admin');
      const { state } = call.services;
      const name = call.params.environment_name;
      const input = parseBody(call, environmentSchema);
      const known = state.environments.get(repository.id, name);
      const environment = state.environments.put(repository.id, name, {
        id: known?.id ?? state.next('environment'),
        name,
        waitTimer: input.wait_timer,
        reviewers: input.reviewers ?? [],
        createdAt: known?.createdAt ?? state.now(),
        updatedAt: state.now(),
      });
      return ok(toEnvironment(call, repository, environment));
    },
  ),
  route(
    {
      method: 'delete',
      path: '/repos/{owner}/{repo}/environments/{environment_name}',
      operationId: 'repos/delete-an-environment',
      status: 'supported',
    },
    call => {
      const repository = requireRepository(call, 'admin');
      const { name } = requireEnvironment(call, repository);
      call.services.state.environments.delete(repository.id, name);
      return noContent;
    },
  ),
];
