import { randomBytes } from 'node:crypto';
import { stableSecret } from '../core';
import type { Account, Membership, Team, Token } from './entities';
import type { GitHubState } from './GitHubState';

/** What a user's own token may do, as if it had been made with every scope ticked. */
const ALL_SCOPES = ['admin:org', 'admin:repo_hook', 'repo', 'user', 'workflow'];

export interface NewAccount {
  login: string;
  type?: Account['type'];
  name?: string;
  email?: string;
}

/** Makes an account, or brings name and address of the one that exists up to date. */
export function ensureAccount(
  state: GitHubState,
  options: NewAccount,
): Account {
  const { login, type = 'User', name = login, email } = options;
  const known = state.account(login);
  return state.putAccount({
    id: known?.id ?? state.next('account'),
    login,
    type,
    name,
    email,
    createdAt: known?.createdAt ?? state.now(),
  });
}

export function ensureMember(
  state: GitHubState,
  membership: Membership,
): Membership {
  const { organization, login } = membership;
  return state.members.put(organization, login, membership);
}

export function ensureTeam(
  state: GitHubState,
  options: Pick<Team, 'organization' | 'slug' | 'members'> &
    Partial<Pick<Team, 'name' | 'description'>>,
): Team {
  const { organization, slug, members } = options;
  const known = state.teams.get(organization, slug);
  return state.teams.put(organization, slug, {
    id: known?.id ?? state.next('team'),
    organization,
    slug,
    name: options.name ?? known?.name ?? slug,
    description: options.description ?? known?.description ?? '',
    members,
    createdAt: known?.createdAt ?? state.now(),
  });
}

/** The token an account always has; random per data folder, and the same over restarts. */
export function accountToken(state: GitHubState, account: Account): string {
  const bot = account.type === 'Bot';
  const value = stableSecret(
    state.store,
    `github-token:${account.login}`,
    bot ? 'ghs_' : 'ghp_',
  );
  if (!state.tokens.get(value)) {
    state.tokens.put(value, {
      login: account.login,
      scopes: bot ? undefined : ALL_SCOPES,
    });
  }
  return value;
}

/** A new token for one sign-in. */
export function issueToken(state: GitHubState, token: Token): string {
  const value = `gho_${randomBytes(20).toString('hex')}`;
  state.tokens.put(value, token);
  return value;
}
