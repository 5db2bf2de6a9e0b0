import type { Account, PullRequest, Repository, Team } from '../entities';
import { GitHubError } from '../errors';
import {
  inspectObject,
  listReferences,
  listTree,
  lookUp,
  readBlob,
  readCommit,
  readReference,
  resolveCommit,
} from '../git';
import { nodeId } from '../Links';
import { callerPermission, type Caller } from '../permissions';
import { evaluate } from '../pulls/mergeability';
import type { Services } from '../Services';

/** What resolvers need besides their own object. */
export interface Scope {
  services: Services;
  caller: Caller;
}

export interface PageArguments {
  first?: number;
  after?: string;
}

/** A list as GraphQL pages through it; cursors are positions. */
function connection<T, R>(
  items: T[],
  { first = 100, after }: PageArguments,
  render: (item: T) => R,
) {
  if (first < 1 || first > 100) {
    throw new GitHubError(
      422,
      'Requesting a number of records that is not between 1 and 100 on a connection is not possible.',
    );
  }
  const decoded = after ? Buffer.from(after, 'base64').toString('utf8') : '';
  const start = Number(decoded.replace('cursor:', '')) || 0;
  const end = Math.min(start + first, items.length);
  const cursor = (position: number) =>
    Buffer.from(`cursor:${position}`).toString('base64');
  return {
    totalCount: items.length,
    nodes: items.slice(start, end).map(render),
    pageInfo: {
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
      startCursor: end > start ? cursor(start + 1) : null,
      endCursor: end > start ? cursor(end) : null,
    },
  };
}

function ownedRepositories(scope: Scope, login: string) {
  const { state } = scope.services;
  const visible = state
    .listRepositories(login)
    .filter(it => callerPermission(state, scope.caller, it) !== 'none');
  return {
    repositories: (page: PageArguments) =>
      connection(visible, page, it => repositoryNode(scope, it)),
    repository: ({ name }: { name: string }) => {
      const found = visible.find(
        it => it.name.toLowerCase() === name.toLowerCase(),
      );
      return found ? repositoryNode(scope, found) : null;
    },
  };
}

/** A user, bot or organization. */
export function accountNode(scope: Scope, account: Account) {
  const { links } = scope.services;
  return {
    __typename: account.type,
    id: nodeId(account.type, account.login),
    login: account.login,
    name: account.name,
    email: account.email ?? '',
    bio: null,
    suspendedAt: null,
    url: `${links.web}/${account.login}`,
    avatarUrl: `${links.web}/avatars/u/${account.id}`,
  };
}

export function userNode(scope: Scope, account: Account) {
  const { state } = scope.services;
  const organizations = () =>
    state
      .listAccounts()
      .filter(it => it.type === 'Organization')
      .filter(it => state.members.get(it.login, account.login));
  return {
    ...accountNode(scope, account),
    organizationVerifiedDomainEmails: () => [],
    organizations: (page: PageArguments) =>
      connection(organizations(), page, it => organizationNode(scope, it)),
    ...ownedRepositories(scope, account.login),
  };
}

function teamNode(scope: Scope, team: Team) {
  const { state, links } = scope.services;
  const page = `${links.web}/orgs/${team.organization}/teams/${team.slug}`;
  return {
    __typename: 'Team',
    id: nodeId('Team', `${team.organization}/${team.slug}`),
    slug: team.slug,
    combinedSlug: `${team.organization}/${team.slug}`,
    name: team.name,
    description: team.description,
    avatarUrl: `${links.web}/avatars/t/${team.id}`,
    editTeamUrl: `${page}/edit`,
    parentTeam: null,
    members: (arguments_: PageArguments) =>
      connection(team.members, arguments_, it =>
        userNode(scope, state.accountOrGhost(it)),
      ),
  };
}

export function organizationNode(scope: Scope, account: Account) {
  const { state } = scope.services;
  const teams = () => state.teams.list(account.login);
  return {
    ...accountNode(scope, account),
    ...ownedRepositories(scope, account.login),
    membersWithRole: (page: PageArguments) =>
      connection(state.members.list(account.login), page, it =>
        userNode(scope, state.accountOrGhost(it.login)),
      ),
    teams: ({
      userLogins,
      ...page
    }: PageArguments & { userLogins?: string[] }) =>
      connection(
        teams().filter(
          it =>
            !userLogins?.some(Boolean) ||
            it.members.some(login => userLogins.includes(login)),
        ),
        page,
        it => teamNode(scope, it),
      ),
    team: ({ slug }: { slug: string }) => {
      const team = state.teams.get(account.login, slug);
      return team ? teamNode(scope, team) : null;
    },
  };
}

/** Users and organizations as owners of repositories. */
export function ownerNode(scope: Scope, account: Account) {
  return account.type === 'Organization'
    ? organizationNode(scope, account)
    : userNode(scope, account);
}

async function gitObjectNode(
  scope: Scope,
  repository: Repository,
  expression: string,
) {
  const folder = scope.services.state.path(repository);
  const colon = expression.indexOf(':');
  const ref = colon < 0 ? expression : expression.slice(0, colon);
  const commit = await resolveCommit(folder, ref);
  if (colon < 0 && commit) return commitNode(scope, repository, commit);
  const path = expression.slice(colon + 1);
  const inCommit = commit ? await lookUp(folder, commit, path) : undefined;
  const found = colon < 0 ? await inspectObject(folder, expression) : inCommit;
  if (!found) return null;
  const base = {
    oid: found.sha,
    abbreviatedOid: found.sha.slice(0, 7),
    repository: () => repositoryNode(scope, repository),
  };
  if (found.type === 'tree') {
    const entries = await listTree(folder, found.sha);
    return {
      __typename: 'Tree',
      id: nodeId('Tree', `${repository.id}:${found.sha}`),
      ...base,
      entries: entries.map(it => ({
        name: it.path,
        path: it.path,
        type: it.type,
        mode: Number.parseInt(it.mode, 8),
        oid: it.sha,
      })),
    };
  }
  const content = await readBlob(folder, found.sha);
  const isBinary = content.includes(0);
  return {
    __typename: 'Blob',
    id: nodeId('Blob', `${repository.id}:${found.sha}`),
    ...base,
    byteSize: content.length,
    isBinary,
    isTruncated: false,
    text: isBinary ? null : content.toString('utf8'),
  };
}

export async function commitNode(
  scope: Scope,
  repository: Repository,
  sha: string,
) {
  const { state, links } = scope.services;
  const commit = await readCommit(state.path(repository), sha);
  return {
    __typename: 'Commit',
    id: nodeId('Commit', `${repository.id}:${sha}`),
    oid: sha,
    abbreviatedOid: sha.slice(0, 7),
    repository: () => repositoryNode(scope, repository),
    message: commit.message,
    messageHeadline: commit.message.split('\n')[0],
    url: `${links.page(repository)}/commit/${sha}`,
    committedDate: commit.committer.date,
    author: () => {
      const { name, email, date } = commit.author;
      const account = state
        .listAccounts()
        .find(it => it.email === email && it.type === 'User');
      return {
        name,
        email,
        date,
        user: account ? userNode(scope, account) : null,
      };
    },
  };
}

export async function refNode(
  scope: Scope,
  repository: Repository,
  qualifiedName: string,
) {
  const folder = scope.services.state.path(repository);
  const full = qualifiedName.startsWith('refs/')
    ? qualifiedName
    : `refs/heads/${qualifiedName}`;
  const found = await readReference(folder, full);
  if (!found) return null;
  const [, prefix, name] = /^(refs\/[^/]+\/)(.+)$/.exec(full) ?? ['', '', full];
  return {
    __typename: 'Ref',
    id: nodeId('Ref', `${repository.id}:${full}`),
    name,
    prefix,
    target: async () => {
      const commit = await resolveCommit(folder, full);
      return commit ? commitNode(scope, repository, commit) : null;
    },
  };
}

export function repositoryNode(scope: Scope, repository: Repository) {
  const { state, links } = scope.services;
  const page = links.page(repository);
  return {
    __typename: 'Repository',
    id: nodeId('Repository', repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: `${repository.owner}/${repository.name}`,
    description: repository.description ?? null,
    url: page,
    isArchived: repository.archived,
    isFork: false,
    isPrivate: repository.visibility !== 'public',
    isEmpty: async () =>
      (await listReferences(state.path(repository), 'refs/heads/')).length ===
      0,
    autoMergeAllowed: repository.allowAutoMerge,
    visibility: repository.visibility.toUpperCase(),
    owner: () => ownerNode(scope, state.accountOrGhost(repository.owner)),
    repositoryTopics: (arguments_: PageArguments) =>
      connection(repository.topics, arguments_, name => ({
        __typename: 'RepositoryTopic',
        id: nodeId('RepositoryTopic', `${repository.id}:${name}`),
        url: `${links.web}/topics/${name}`,
        topic: { __typename: 'Topic', id: nodeId('Topic', name), name },
      })),
    defaultBranchRef: () =>
      refNode(scope, repository, `refs/heads/${repository.defaultBranch}`),
    ref: ({ qualifiedName }: { qualifiedName: string }) =>
      refNode(scope, repository, qualifiedName),
    object: ({ expression, oid }: { expression?: string; oid?: string }) =>
      gitObjectNode(scope, repository, expression ?? oid ?? 'HEAD'),
    pullRequest: ({ number }: { number: number }) => {
      const pull = state.pulls.get(repository.id, number);
      if (!pull) {
        throw new GitHubError(
          404,
          `Could not resolve to a PullRequest with the number of ${number}.`,
        );
      }
      return pullNode(scope, repository, pull);
    },
  };
}

export function pullNode(
  scope: Scope,
  repository: Repository,
  pull: PullRequest,
) {
  const { services } = scope;
  const { state, links } = services;
  const actor = (login: string) =>
    accountNode(scope, state.accountOrGhost(login));
  // Asked for by several fields of one query, computed once.
  let evaluated: ReturnType<typeof evaluate> | undefined;
  const now = () => {
    evaluated ??= evaluate(services, repository, pull);
    return evaluated;
  };
  const open = pull.state === 'open';
  const ended = pull.mergedAt ? 'MERGED' : 'CLOSED';
  const { autoMerge } = pull;
  return {
    __typename: 'PullRequest',
    id: nodeId('PullRequest', pull.id),
    databaseId: pull.id,
    number: pull.number,
    title: pull.title,
    body: pull.body ?? '',
    url: `${links.page(repository)}/pull/${pull.number}`,
    state: open ? 'OPEN' : ended,
    isDraft: pull.draft,
    merged: pull.mergedAt !== undefined,
    closed: !open,
    mergeable: async () => {
      if (!open) return 'UNKNOWN';
      const { state: mergeState, tree } = await now();
      if (mergeState === 'unknown') return 'UNKNOWN';
      return tree ? 'MERGEABLE' : 'CONFLICTING';
    },
    mergeStateStatus: async () =>
      open ? (await now()).state.toUpperCase() : 'UNKNOWN',
    reviewDecision: async () => (await now()).reviewDecision ?? null,
    autoMergeRequest: autoMerge
      ? {
          enabledAt: autoMerge.enabledAt,
          enabledBy: actor(autoMerge.enabledBy),
          mergeMethod: autoMerge.method.toUpperCase(),
          commitHeadline: autoMerge.title ?? null,
          commitBody: autoMerge.message ?? null,
        }
      : null,
    author: actor(pull.author),
    mergedBy: pull.mergedAt && pull.mergedBy ? actor(pull.mergedBy) : null,
    headRefName: pull.headBranch,
    headRefOid: pull.headSha,
    baseRefName: pull.baseBranch,
    baseRefOid: pull.baseSha,
    mergeCommit: () =>
      pull.mergedAt && pull.mergeCommitSha
        ? commitNode(scope, repository, pull.mergeCommitSha)
        : null,
    repository: () => repositoryNode(scope, repository),
  };
}
