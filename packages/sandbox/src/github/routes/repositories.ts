import { z } from 'zod';
import type { Permission } from '../entities';
import { invalid, notFound, validationFailed } from '../errors';
import { branchTip, setHead } from '../git';
import { accountPermission } from '../permissions';
import { deleteRepository } from '../repositories';
import { toPublicUser, toSimpleUser } from '../shapes/account';
import { toFullRepository } from '../shapes/repository';
import { paginated } from './pagination';
import { changeRepository, repositoryChangeSchema } from './repositoryInput';
import {
  noContent,
  ok,
  parseBody,
  requireLogin,
  requireRepository,
  route,
  type Call,
  type Route,
} from './route';
import { contextOf } from './users';

const ROLE_NAMES: Record<string, Permission> = {
  pull: 'read',
  triage: 'triage',
  push: 'write',
  maintain: 'maintain',
  admin: 'admin',
};

/** `pull`, `push` and so on, as a permission. */
export function toPermission(name: string): Permission {
  const permission = ROLE_NAMES[name];
  if (!permission) throw invalid(`Invalid permission '${name}'`);
  return permission;
}

async function changeDefaultBranch(call: Call, branch: string) {
  const repository = requireRepository(call, 'admin');
  const folder = call.services.state.path(repository);
  if (!(await branchTip(folder, branch))) {
    throw validationFailed({
      resource: 'Repository',
      field: 'default_branch',
      code: 'invalid',
      message: `The branch ${branch} was not found. Please push that ref first or create it via the Git Data API.`,
    });
  }
  await setHead(folder, branch);
}

export const repositoryRoutes: Route[] = [
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}',
      operationId: 'repos/get',
      status: 'supported',
    },
    call => ok(toFullRepository(contextOf(call, requireRepository(call)))),
  ),
  route(
    {
      method: 'patch',
      path: '/repos/{owner}/{repo}',
      operationId: 'repos/update',
      status: 'supported',
    },
    async call => {
      const { state } = call.services;
      const repository = requireRepository(call, 'admin');
      const input = parseBody(call, repositoryChangeSchema);
      if (input.default_branch) {
        await changeDefaultBranch(call, input.default_branch);
      }
      const changed = {
        ...changeRepository(repository, input),
        updatedAt: state.now(),
      };
      const renamed =
        changed.name.toLowerCase() !== repository.name.toLowerCase();
      if (renamed && state.repository(changed.owner, changed.name)) {
        throw validationFailed({
          resource: 'Repository',
          field: 'name',
          code: 'custom',
          message: 'name already exists on this account',
        });
      }
      if (renamed) state.renameRepository(repository, changed);
      else state.putRepository(changed);
      call.services.publish({
        event: 'repository',
        action: renamed ? 'renamed' : 'edited',
        repository: changed,
        sender: requireLogin(call),
        payload: { changes: {} },
      });
      return ok(toFullRepository(contextOf(call, changed)));
    },
  ),
  route(
    {
      method: 'delete',
      path: '/repos/{owner}/{repo}',
      operationId: 'repos/delete',
      status: 'supported',
    },
    async call => {
      const repository = requireRepository(call, 'admin');
      await deleteRepository(call.services, repository, requireLogin(call));
      return noContent;
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/topics',
      operationId: 'repos/get-all-topics',
      status: 'supported',
    },
    call => ok({ names: requireRepository(call).topics }),
  ),
  route(
    {
      method: 'put',
      path: '/repos/{owner}/{repo}/topics',
      operationId: 'repos/replace-all-topics',
      status: 'supported',
    },
    call => {
      const repository = requireRepository(call, 'write');
      const { names } = parseBody(
        call,
        z.object({ names: z.array(z.string()) }),
      );
      const topics = names.map(it => it.toLowerCase());
      const wrong = topics.find(it => !/^[a-z0-9][a-z0-9-]{0,49}$/.test(it));
      if (wrong !== undefined) {
        throw validationFailed({
          resource: 'Topic',
          field: 'names',
          code: 'invalid',
          message: `Topic '${wrong}' must start with a lowercase letter or number, consist of 50 characters or less, and can include hyphens.`,
        });
      }
      call.services.state.putRepository({ ...repository, topics });
      return ok({ names: topics });
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/collaborators/{username}/permission',
      operationId: 'repos/get-collaborator-permission-level',
      status: 'supported',
    },
    call => {
      const { state, links } = call.services;
      const repository = requireRepository(call);
      const account = state.account(call.params.username);
      if (!account) throw notFound();
      const role = accountPermission(state, account, repository);
      const legacy: Record<string, string> = {
        maintain: 'write',
        triage: 'read',
      };
      const { permissions } = toFullRepository({
        ...contextOf(call, repository),
        permission: role,
      });
      return ok({
        permission: legacy[role] ?? role,
        role_name: role,
        user: {
          ...toPublicUser(links, account),
          permissions,
          role_name: role,
        },
      });
    },
  ),
  route(
    {
      method: 'put',
      path: '/repos/{owner}/{repo}/collaborators/{username}',
      operationId: 'repos/add-collaborator',
      status: 'partial',
      notes: 'without an invitation: takes effect at once',
    },
    call => {
      const { state } = call.services;
      const repository = requireRepository(call, 'admin');
      const account = state.account(call.params.username);
      if (!account) throw notFound();
      const { permission = 'push' } = parseBody(
        call,
        z.object({ permission: z.string().optional() }),
      );
      state.putRepository({
        ...repository,
        collaborators: {
          ...repository.collaborators,
          [account.login]: toPermission(permission),
        },
      });
      return noContent;
    },
  ),
  route(
    {
      method: 'delete',
      path: '/repos/{owner}/{repo}/collaborators/{username}',
      operationId: 'repos/remove-collaborator',
      status: 'supported',
    },
    call => {
      const repository = requireRepository(call, 'admin');
      const { [call.params.username]: _, ...collaborators } =
        repository.collaborators;
      call.services.state.putRepository({ ...repository, collaborators });
      return noContent;
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/collaborators',
      operationId: 'repos/list-collaborators',
      status: 'partial',
      notes: 'without filters',
    },
    call => {
      const { state, links } = call.services;
      const repository = requireRepository(call, 'write');
      const people = state
        .listAccounts()
        .filter(it => it.type === 'User')
        .filter(it => accountPermission(state, it, repository) !== 'none');
      return paginated(call, people, it => {
        const permission = accountPermission(state, it, repository);
        const context = { ...contextOf(call, repository), permission };
        return {
          ...toSimpleUser(links, it),
          permissions: toFullRepository(context).permissions,
          role_name: permission,
        };
      });
    },
  ),
];
