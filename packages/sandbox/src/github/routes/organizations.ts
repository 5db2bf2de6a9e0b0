import { z } from 'zod';
import type { Account, Team } from '../entities';
import { forbidden, notFound } from '../errors';
import { createRepository } from '../repositories';
import {
  toFullOrganization,
  toSimpleOrganization,
  toSimpleUser,
  toTeam,
} from '../shapes/account';
import { toFullRepository, toRepository } from '../shapes/repository';
import { paginated } from './pagination';
import { toPermission } from './repositories';
import { newRepositorySchema, toNewRepository } from './repositoryInput';
import {
  created,
  noContent,
  ok,
  parseBody,
  requireLogin,
  requireRepository,
  route,
  type Call,
  type Route,
} from './route';
import { contextOf, visibleRepositories } from './users';

export function requireOrganization(call: Call): Account {
  const account = call.services.state.account(call.params.org);
  if (account?.type !== 'Organization') throw notFound();
  return account;
}

/** The organization, if the caller may administer it. */
export function requireOwnedOrganization(call: Call): Account {
  const organization = requireOrganization(call);
  const { account, scopes } = call.caller;
  const role = account
    ? call.services.state.members.get(organization.login, account.login)?.role
    : undefined;
  const allowed =
    (account?.type === 'Bot' || role === 'admin') &&
    (!scopes || scopes.some(it => it.startsWith('admin:')));
  if (!allowed) throw notFound();
  return organization;
}

function requireTeam(call: Call): Team {
  const organization = requireOrganization(call);
  const team = call.services.state.teams.get(
    organization.login,
    call.params.team_slug,
  );
  if (!team) throw notFound();
  return team;
}

/** Who may make repositories in an organization: its members, and bots that are installed in it. */
function requireCreator(call: Call, organization: Account): string {
  const login = requireLogin(call);
  const { account, scopes } = call.caller;
  const isMember = call.services.state.members.get(organization.login, login);
  if (account?.type !== 'Bot' && !isMember) {
    throw forbidden(
      `You need admin access to the organization before adding a repository to it.`,
    );
  }
  if (scopes && !scopes.includes('repo') && !scopes.includes('public_repo')) {
    throw notFound();
  }
  return login;
}

export const organizationRoutes: Route[] = [
  route(
    {
      method: 'get',
      path: '/orgs/{org}',
      operationId: 'orgs/get',
      status: 'supported',
    },
    call => {
      const organization = requireOrganization(call);
      const visible = visibleRepositories(call, organization.login);
      return ok(
        toFullOrganization(
          call.services.links,
          organization,
          visible.filter(it => it.visibility === 'public').length,
        ),
      );
    },
  ),
  route(
    {
      method: 'get',
      path: '/orgs/{org}/members',
      operationId: 'orgs/list-members',
      status: 'partial',
      notes: 'without filters',
    },
    call => {
      const { state, links } = call.services;
      const organization = requireOrganization(call);
      return paginated(call, state.members.list(organization.login), it =>
        toSimpleUser(links, state.accountOrGhost(it.login)),
      );
    },
  ),
  route(
    {
      method: 'get',
      path: '/orgs/{org}/memberships/{username}',
      operationId: 'orgs/get-membership-for-user',
      status: 'supported',
    },
    call => {
      const { state, links } = call.services;
      const organization = requireOrganization(call);
      const { username } = call.params;
      const membership = state.members.get(organization.login, username);
      if (!membership) throw notFound();
      const simple = toSimpleOrganization(links, organization);
      return ok({
        url: `${simple.url}/memberships/${username}`,
        state: 'active',
        role: membership.role,
        organization_url: simple.url,
        organization: simple,
        user: toSimpleUser(links, state.accountOrGhost(username)),
      });
    },
  ),
  route(
    {
      method: 'get',
      path: '/orgs/{org}/repos',
      operationId: 'repos/list-for-org',
      status: 'partial',
      notes: 'without filters and sorting',
    },
    call =>
      paginated(
        call,
        visibleRepositories(call, requireOrganization(call).login),
        it => toRepository(contextOf(call, it)),
      ),
  ),
  route(
    {
      method: 'post',
      path: '/orgs/{org}/repos',
      operationId: 'repos/create-in-org',
      status: 'supported',
    },
    async call => {
      const organization = requireOrganization(call);
      const login = requireCreator(call, organization);
      const input = parseBody(call, newRepositorySchema);
      const repository = await createRepository(
        call.services,
        toNewRepository(organization.login, input),
        login,
      );
      return created(toFullRepository(contextOf(call, repository)));
    },
  ),
  route(
    {
      method: 'get',
      path: '/orgs/{org}/teams',
      operationId: 'teams/list',
      status: 'supported',
    },
    call => {
      const { state, links } = call.services;
      const organization = requireOrganization(call);
      return paginated(call, state.teams.list(organization.login), it =>
        toTeam(links, it),
      );
    },
  ),
  route(
    {
      method: 'get',
      path: '/orgs/{org}/teams/{team_slug}',
      operationId: 'teams/get-by-name',
      status: 'supported',
    },
    call => {
      const team = requireTeam(call);
      const { state, links } = call.services;
      const repositories = state.listRepositories(team.organization);
      const organization = requireOrganization(call);
      return ok({
        ...toTeam(links, team),
        created_at: team.createdAt,
        updated_at: team.createdAt,
        members_count: team.members.length,
        repos_count: repositories.filter(it => it.teams[team.slug]).length,
        organization: toFullOrganization(links, organization, 0),
      });
    },
  ),
  route(
    {
      method: 'get',
      path: '/orgs/{org}/teams/{team_slug}/members',
      operationId: 'teams/list-members-in-org',
      status: 'supported',
    },
    call => {
      const { state, links } = call.services;
      return paginated(call, requireTeam(call).members, it =>
        toSimpleUser(links, state.accountOrGhost(it)),
      );
    },
  ),
  route(
    {
      method: 'put',
      path: '/orgs/{org}/teams/{team_slug}/repos/{owner}/{repo}',
      operationId: 'teams/add-or-update-repo-permissions-in-org',
      status: 'supported',
    },
    call => {
      const team = requireTeam(call);
      const repository = requireRepository(call, 'admin');
      const { permission = 'push' } = parseBody(
        call,
        z.object({ permission: z.string().optional() }),
      );
      call.services.state.putRepository({
        ...repository,
        teams: { ...repository.teams, [team.slug]: toPermission(permission) },
      });
      return noContent;
    },
  ),
  route(
    {
      method: 'delete',
      path: '/orgs/{org}/teams/{team_slug}/repos/{owner}/{repo}',
      operationId: 'teams/remove-repo-in-org',
      status: 'supported',
    },
    call => {
      const team = requireTeam(call);
      const repository = requireRepository(call, 'admin');
      const { [team.slug]: _, ...teams } = repository.teams;
      call.services.state.putRepository({ ...repository, teams });
      return noContent;
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/teams',
      operationId: 'repos/list-teams',
      status: 'supported',
    },
    call => {
      const { state, links } = call.services;
      const repository = requireRepository(call);
      const names: Record<string, string> = { read: 'pull', write: 'push' };
      return paginated(call, Object.entries(repository.teams), ([slug, it]) => {
        const team = state.teams.get(repository.owner, slug);
        if (!team) throw notFound();
        return { ...toTeam(links, team), permission: names[it] ?? it };
      });
    },
  ),
];
