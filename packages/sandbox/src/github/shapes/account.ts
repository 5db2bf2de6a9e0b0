import type { Account, Team } from '../entities';
import { nodeId, type Links } from '../Links';

/** A user where another thing mentions it. */
export function toSimpleUser(links: Links, account: Account) {
  const url = `${links.api}/users/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId(account.type, account.login),
    avatar_url: `${links.web}/avatars/u/${account.id}`,
    gravatar_id: '',
    url,
    html_url: `${links.web}/${encodeURIComponent(account.login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    site_admin: false,
  };
}

export function toPublicUser(links: Links, account: Account) {
  return {
    ...toSimpleUser(links, account),
    name: account.name,
    company: null,
    blog: '',
    location: null,
    email: account.email ?? null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: account.createdAt,
    updated_at: account.createdAt,
  };
}

export function toPrivateUser(links: Links, account: Account) {
  return {
    ...toPublicUser(links, account),
    collaborators: 0,
    disk_usage: 0,
    owned_private_repos: 0,
    private_gists: 0,
    total_private_repos: 0,
    two_factor_authentication: false,
  };
}

export function toSimpleOrganization(links: Links, organization: Account) {
  const url = `${links.api}/orgs/${organization.login}`;
  return {
    login: organization.login,
    id: organization.id,
    node_id: nodeId('Organization', organization.login),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${links.web}/avatars/u/${organization.id}`,
    description: organization.name,
  };
}

export function toFullOrganization(
  links: Links,
  organization: Account,
  publicRepositories: number,
) {
  return {
    ...toSimpleOrganization(links, organization),
    name: organization.name,
    html_url: `${links.web}/${organization.login}`,
    has_organization_projects: false,
    has_repository_projects: false,
    public_repos: publicRepositories,
    public_gists: 0,
    followers: 0,
    following: 0,
    type: 'Organization',
    created_at: organization.createdAt,
    updated_at: organization.createdAt,
    archived_at: null,
  };
}

export function toTeam(links: Links, team: Team) {
  const url = `${links.api}/orgs/${team.organization}/teams/${team.slug}`;
  return {
    id: team.id,
    node_id: nodeId('Team', `${team.organization}/${team.slug}`),
    url,
    html_url: `${links.web}/orgs/${team.organization}/teams/${team.slug}`,
    name: team.name,
    slug: team.slug,
    description: team.description,
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'pull',
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: 'organization' as const,
    parent: null,
  };
}
