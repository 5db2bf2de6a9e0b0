import { notFound } from '../errors';
import { callerPermission } from '../permissions';
import {
  toPrivateUser,
  toPublicUser,
  toSimpleOrganization,
} from '../shapes/account';
import type { Repository } from '../entities';
import { forbidden } from '../errors';
import { toFullRepository, toRepository } from '../shapes/repository';
import { createRepository } from '../repositories';
import { paginated } from './pagination';
import { newRepositorySchema, toNewRepository } from './repositoryInput';
import {
  created,
  ok,
  parseBody,
  requireLogin,
  route,
  type Call,
  type Route,
} from './route';

/** Everything that renders a repository for this caller. */
export function contextOf(call: Call, repository: Repository) {
  const { state, links } = call.services;
  return {
    links,
    repository,
    owner: state.accountOrGhost(repository.owner),
    permission: callerPermission(state, call.caller, repository),
  };
}

/** The repositories of an owner (or of all) that the caller may see. */
export function visibleRepositories(call: Call, owner?: string): Repository[] {
  const { state } = call.services;
  return state
    .listRepositories(owner)
    .filter(it => callerPermission(state, call.caller, it) !== 'none');
}

function organizationsOf(call: Call, login: string) {
  const { state, links } = call.services;
  return state
    .listAccounts()
    .filter(it => it.type === 'Organization')
    .filter(it => state.members.get(it.login, login))
    .map(it => toSimpleOrganization(links, it));
}

function requireScope(call: Call, ...scopes: string[]) {
  const granted = call.caller.scopes;
  if (granted && !scopes.some(it => granted.includes(it))) throw notFound();
}

export const userRoutes: Route[] = [
  route(
    {
      method: 'get',
      path: '/user',
      operationId: 'users/get-authenticated',
      status: 'supported',
    },
    call => {
      const { account, scopes } = call.caller;
      requireLogin(call);
      // An installation is nobody: it has no user of its own.
      if (!account || (account.type === 'Bot' && !scopes)) {
        throw forbidden('Resource not accessible by integration');
      }
      return ok(toPrivateUser(call.services.links, account));
    },
  ),
  route(
    {
      method: 'get',
      path: '/user/emails',
      operationId: 'users/list-emails-for-authenticated-user',
      status: 'supported',
    },
    call => {
      requireLogin(call);
      requireScope(call, 'user', 'user:email');
      const email = call.caller.account?.email;
      const emails = email
        ? [{ email, primary: true, verified: true, visibility: 'public' }]
        : [];
      return paginated(call, emails, it => it);
    },
  ),
  route(
    {
      method: 'get',
      path: '/user/orgs',
      operationId: 'orgs/list-for-authenticated-user',
      status: 'supported',
    },
    call =>
      paginated(call, organizationsOf(call, requireLogin(call)), it => it),
  ),
  route(
    {
      method: 'get',
      path: '/user/repos',
      operationId: 'repos/list-for-authenticated-user',
      status: 'partial',
      notes: 'without filters and sorting',
    },
    call => {
      requireLogin(call);
      return paginated(call, visibleRepositories(call), it =>
        toRepository(contextOf(call, it)),
      );
    },
  ),
  route(
    {
      method: 'post',
      path: '/user/repos',
      operationId: 'repos/create-for-authenticated-user',
      status: 'supported',
    },
    async call => {
      const login = requireLogin(call);
      const input = parseBody(call, newRepositorySchema);
      requireScope(call, 'repo', 'public_repo');
      const repository = await createRepository(
        call.services,
        toNewRepository(login, input),
        login,
      );
      return created(toFullRepository(contextOf(call, repository)));
    },
  ),
  route(
    {
      method: 'get',
      path: '/users/{username}',
      operationId: 'users/get-by-username',
      status: 'supported',
    },
    call => {
      const account = call.services.state.account(call.params.username);
      if (!account) throw notFound();
      return ok(toPublicUser(call.services.links, account));
    },
  ),
  route(
    {
      method: 'get',
      path: '/users/{username}/orgs',
      operationId: 'orgs/list-for-user',
      status: 'supported',
    },
    call => {
      const account = call.services.state.account(call.params.username);
      if (!account) throw notFound();
      return paginated(call, organizationsOf(call, account.login), it => it);
    },
  ),
  route(
    {
      method: 'get',
      path: '/users/{username}/repos',
      operationId: 'repos/list-for-user',
      status: 'partial',
      notes: 'without filters and sorting',
    },
    call => {
      const account = call.services.state.account(call.params.username);
      if (!account) throw notFound();
      return paginated(call, visibleRepositories(call, account.login), it =>
        toRepository(contextOf(call, it)),
      );
    },
  ),
];
