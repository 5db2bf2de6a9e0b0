import type { Account, Permission, Repository } from './entities';
import { PERMISSIONS } from './entities';
import type { GitHubState } from './GitHubState';

/** Who makes a request. */
export interface Caller {
  /** undefined: nobody has signed in. */
  account: Account | undefined;
  /** The OAuth scopes of the token; undefined when scopes do not limit it. */
  scopes: string[] | undefined;
}

function highest(permissions: Permission[]): Permission {
  return PERMISSIONS[
    Math.max(0, ...permissions.map(it => PERMISSIONS.indexOf(it)))
  ];
}

export function atLeast(actual: Permission, needed: Permission): boolean {
  return PERMISSIONS.indexOf(actual) >= PERMISSIONS.indexOf(needed);
}

/** What an account may do with a repository, whatever token it uses. */
export function accountPermission(
  state: GitHubState,
  account: Account | undefined,
  repository: Repository,
): Permission {
  const everybody: Permission =
    repository.visibility === 'public' ? 'read' : 'none';
  if (!account) return everybody;
  if (account.type === 'Bot') return 'admin';
  const { owner, collaborators, teams } = repository;
  if (account.login === owner) return 'admin';
  const membership = state.members.get(owner, account.login);
  const byTeam = Object.entries(teams)
    .filter(([slug]) =>
      state.teams.get(owner, slug)?.members.includes(account.login),
    )
    .map(([, permission]) => permission);
  return highest([
    everybody,
    collaborators[account.login] ?? 'none',
    ...byTeam,
    // The organization's base permission lets every member read.
    ...(membership ? [membership.role === 'admin' ? 'admin' : 'read'] : []),
  ] as Permission[]);
}

/** What a caller may do: the account's permission, cut down to what the token's scopes allow. */
export function callerPermission(
  state: GitHubState,
  caller: Caller,
  repository: Repository,
): Permission {
  const permission = accountPermission(state, caller.account, repository);
  const { scopes } = caller;
  if (!scopes || scopes.includes('repo')) return permission;
  if (repository.visibility !== 'public') return 'none';
  if (scopes.includes('public_repo')) return permission;
  return atLeast(permission, 'read') ? 'read' : 'none';
}

/** Whether an account is not bound by a branch's protection: a human administrator, unless those are bound too. */
export function bypassesProtection(
  state: GitHubState,
  account: Account | undefined,
  repository: Repository,
  enforceAdmins: boolean,
): boolean {
  if (enforceAdmins || !account || account.type === 'Bot') return false;
  return accountPermission(state, account, repository) === 'admin';
}
