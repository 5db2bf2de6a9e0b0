import express, { Router } from 'express';
import { graphql, type GraphQLError } from 'graphql';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { sendError } from '../api';
import { authenticate } from '../authenticate';
import { GitHubError } from '../errors';
import { parseNodeId } from '../Links';
import { callerPermission } from '../permissions';
import type { Services } from '../Services';
import { findPull, mutations, StaleDataError } from './mutations';
import {
  accountNode,
  organizationNode,
  ownerNode,
  pullNode,
  repositoryNode,
  userNode,
  type Scope,
} from './nodes';
import { schema } from './schema';

function unresolved(kind: string, what: string): GitHubError {
  return new GitHubError(404, `Could not resolve to ${kind} with the ${what}.`);
}

const queries = {
  viewer: (_: unknown, scope: Scope) => {
    const { account } = scope.caller;
    if (!account) throw new GitHubError(401, 'Requires authentication');
    return { ...userNode(scope, account), __typename: 'User' };
  },
  user: ({ login }: { login: string }, scope: Scope) => {
    const account = scope.services.state.account(login);
    if (account?.type !== 'User') {
      throw unresolved('a User', `login of '${login}'`);
    }
    return userNode(scope, account);
  },
  organization: ({ login }: { login: string }, scope: Scope) => {
    const account = scope.services.state.account(login);
    if (account?.type !== 'Organization') {
      throw unresolved('an Organization', `login of '${login}'`);
    }
    return organizationNode(scope, account);
  },
  repositoryOwner: ({ login }: { login: string }, scope: Scope) => {
    const account = scope.services.state.account(login);
    return account ? ownerNode(scope, account) : null;
  },
  repository: (
    { owner, name }: { owner: string; name: string },
    scope: Scope,
  ) => {
    const { state } = scope.services;
    const repository = state.repository(owner, name);
    if (
      !repository ||
      callerPermission(state, scope.caller, repository) === 'none'
    ) {
      throw unresolved('a Repository', `name '${owner}/${name}'`);
    }
    return repositoryNode(scope, repository);
  },
  node: ({ id }: { id: string }, scope: Scope) => {
    const { state } = scope.services;
    const parsed = parseNodeId(id);
    if (parsed?.type === 'PullRequest') {
      const { repository, pull } = findPull(scope, id);
      return pullNode(scope, repository, pull);
    }
    if (parsed?.type === 'Repository') {
      const repository = state
        .listRepositories()
        .find(it => String(it.id) === parsed.id);
      const visible =
        repository &&
        callerPermission(state, scope.caller, repository) !== 'none';
      if (visible) return repositoryNode(scope, repository);
    }
    const account = parsed ? state.account(parsed.id) : undefined;
    if (!account) throw unresolved('a node', `global id of '${id}'`);
    return account.type === 'Bot'
      ? accountNode(scope, account)
      : ownerNode(scope, account);
  },
  rateLimit: () => ({ limit: 5000, cost: 1, remaining: 4999, used: 1 }),
};

const TYPES: Record<number, string> = {
  401: 'FORBIDDEN',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'UNPROCESSABLE',
  422: 'UNPROCESSABLE',
};

/** GitHub puts the kind of an error beside its message, not under `extensions`. */
function formatError(services: Services, error: GraphQLError) {
  const { originalError } = error;
  const base = {
    path: error.path,
    locations: error.locations,
    message: error.message,
  };
  if (originalError instanceof StaleDataError) {
    return { type: 'STALE_DATA', ...base };
  }
  if (originalError instanceof GitHubError) {
    const type = TYPES[originalError.status];
    return { ...(type ? { type } : {}), ...base };
  }
  if (originalError) {
    services.onFailure(originalError);
    return {
      ...base,
      message: 'Something went wrong while executing your query.',
    };
  }
  return base;
}

const requestSchema = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/** The GraphQL API, to be mounted under `/api/graphql`. */
export function createGraphql(services: Services): Router {
  const router = Router();
  router.use(express.json({ limit: '100mb', type: () => true }));
  router.post('/', (request, response) => {
    const run = async () => {
      response.set('X-GitHub-Request-Id', randomUUID().toUpperCase());
      const caller = authenticate(services.state, request.headers);
      if (!caller.account) {
        throw new GitHubError(
          401,
          'This endpoint requires you to be authenticated.',
        );
      }
      const input = requestSchema.safeParse(request.body);
      if (!input.success) throw new GitHubError(400, 'Problems parsing JSON');
      const scope: Scope = { services, caller };
      const result = await graphql({
        schema,
        source: input.data.query,
        rootValue: { ...queries, ...mutations },
        contextValue: scope,
        variableValues: input.data.variables ?? undefined,
        operationName: input.data.operationName ?? undefined,
      });
      response.json({
        ...(result.data === undefined ? {} : { data: result.data }),
        ...(result.errors
          ? { errors: result.errors.map(it => formatError(services, it)) }
          : {}),
      });
    };
    run().catch(error => sendError(services, response, error));
  });
  return router;
}
