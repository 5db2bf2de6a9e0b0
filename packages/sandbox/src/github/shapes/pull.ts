import type {
  IssueComment,
  PullRequest,
  Repository,
  Review,
} from '../entities';
import { countCommits, diffFiles, listCommits, mergeBase } from '../git';
import { nodeId } from '../Links';
import { accountPermission } from '../permissions';
import { evaluate } from '../pulls/mergeability';
import type { Services } from '../Services';
import { toSimpleUser, toTeam } from './account';
import { toRepository } from './repository';

/** A login as the user object other things carry. */
export function userOf(services: Services, login: string) {
  return toSimpleUser(services.links, services.state.accountOrGhost(login));
}

/** A repository as other things carry it. */
export function repositoryOf(
  services: Services,
  repository: Repository,
  login: string | undefined = undefined,
) {
  const { state, links } = services;
  const account = login === undefined ? undefined : state.account(login);
  return toRepository({
    links,
    repository,
    owner: state.accountOrGhost(repository.owner),
    permission: accountPermission(state, account, repository),
  });
}

export function associationOf(
  services: Services,
  repository: Repository,
  login: string,
) {
  const { state } = services;
  if (repository.owner === login) return 'OWNER';
  if (state.members.get(repository.owner, login)) return 'MEMBER';
  return repository.collaborators[login] ? 'COLLABORATOR' : 'CONTRIBUTOR';
}

export function toLabel(
  services: Services,
  repository: Repository,
  name: string,
) {
  const label = services.state.labels.get(repository.id, name.toLowerCase());
  return {
    id: label?.id ?? 0,
    node_id: nodeId('Label', label?.id ?? 0),
    url: `${services.links.repository(repository)}/labels/${encodeURIComponent(
      name,
    )}`,
    name: label?.name ?? name,
    color: label?.color ?? 'ededed',
    default: false,
    description: label?.description ?? '',
  };
}

function toBranch(
  services: Services,
  repository: Repository,
  ref: string,
  sha: string,
) {
  return {
    label: `${repository.owner}:${ref}`,
    ref,
    sha,
    user: userOf(services, repository.owner),
    repo: repositoryOf(services, repository),
  };
}

function toAutoMerge(services: Services, pull: PullRequest) {
  const { autoMerge } = pull;
  if (!autoMerge) return null;
  return {
    enabled_by: userOf(services, autoMerge.enabledBy),
    merge_method: autoMerge.method,
    commit_title: autoMerge.title ?? '',
    commit_message: autoMerge.message ?? '',
  };
}

/** A pull request as lists carry it. */
export function toPullSummary(
  services: Services,
  repository: Repository,
  pull: PullRequest,
) {
  const { links, state } = services;
  const api = links.repository(repository);
  const url = `${api}/pulls/${pull.number}`;
  const issue = `${api}/issues/${pull.number}`;
  const page = `${links.page(repository)}/pull/${pull.number}`;
  const statuses = `${api}/statuses/${pull.headSha}`;
  const reviewComment = `${api}/pulls/comments{/number}`;
  return {
    url,
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issue,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: userOf(services, pull.author),
    body: pull.body ?? null,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt ?? null,
    merged_at: pull.mergedAt ?? null,
    merge_commit_sha: pull.mergeCommitSha ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: pull.requestedReviewers.map(it =>
      userOf(services, it),
    ),
    requested_teams: pull.requestedTeams.flatMap(slug => {
      const team = state.teams.get(repository.owner, slug);
      return team ? [toTeam(links, team)] : [];
    }),
    labels: pull.labels.map(it => toLabel(services, repository, it)),
    milestone: null,
    draft: pull.draft,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: reviewComment,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    head: toBranch(services, repository, pull.headBranch, pull.headSha),
    base: toBranch(services, repository, pull.baseBranch, pull.baseSha),
    _links: {
      self: { href: url },
      html: { href: page },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: reviewComment },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
    author_association: associationOf(services, repository, pull.author),
    auto_merge: toAutoMerge(services, pull),
    active_lock_reason: null,
  };
}

/** The commit a pull request's changes are counted from. */
export async function pullBase(
  services: Services,
  repository: Repository,
  pull: PullRequest,
): Promise<string> {
  const folder = services.state.path(repository);
  return (await mergeBase(folder, pull.baseSha, pull.headSha)) ?? pull.baseSha;
}

export async function pullCommits(
  services: Services,
  repository: Repository,
  pull: PullRequest,
) {
  return listCommits(services.state.path(repository), {
    from: pull.headSha,
    notFrom: await pullBase(services, repository, pull),
    oldestFirst: true,
    limit: 250,
  });
}

/** A pull request with everything that has to be computed. */
export async function toPull(
  services: Services,
  repository: Repository,
  pull: PullRequest,
) {
  const { state } = services;
  const folder = state.path(repository);
  const base = await pullBase(services, repository, pull);
  const [files, commits, now] = await Promise.all([
    diffFiles(folder, base, pull.headSha),
    countCommits(folder, pull.headSha, base),
    pull.state === 'open' ? evaluate(services, repository, pull) : undefined,
  ]);
  const comments = state.comments
    .list(repository.id)
    .filter(it => it.number === pull.number);
  const mergeable =
    now && now.state !== 'unknown' ? now.tree !== undefined : null;
  return {
    ...toPullSummary(services, repository, pull),
    merged: pull.mergedAt !== undefined,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: now?.state ?? 'unknown',
    merged_by:
      pull.mergedBy && pull.mergedAt ? userOf(services, pull.mergedBy) : null,
    comments: comments.length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits,
    additions: files.reduce((sum, it) => sum + it.additions, 0),
    deletions: files.reduce((sum, it) => sum + it.deletions, 0),
    changed_files: files.length,
  };
}

export function toReview(
  services: Services,
  repository: Repository,
  pull: PullRequest,
  review: Review,
) {
  const { links } = services;
  const page = `${links.page(repository)}/pull/${pull.number}`;
  const html = `${page}#pullrequestreview-${review.id}`;
  const url = `${links.repository(repository)}/pulls/${pull.number}`;
  return {
    id: review.id,
    node_id: nodeId('PullRequestReview', review.id),
    user: userOf(services, review.author),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: url,
    author_association: associationOf(services, repository, review.author),
    _links: { html: { href: html }, pull_request: { href: url } },
    submitted_at: review.submittedAt,
    commit_id: review.commitSha,
  };
}

export function toIssueComment(
  services: Services,
  repository: Repository,
  comment: IssueComment,
) {
  const { links } = services;
  const api = links.repository(repository);
  const page = `${links.page(repository)}/pull/${comment.number}`;
  return {
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    url: `${api}/issues/comments/${comment.id}`,
    html_url: `${page}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${comment.number}`,
    user: userOf(services, comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: associationOf(services, repository, comment.author),
  };
}

/** A pull request seen as an issue. */
export function toIssue(
  services: Services,
  repository: Repository,
  pull: PullRequest,
) {
  const { links, state } = services;
  const summary = toPullSummary(services, repository, pull);
  const closer =
    pull.state === 'closed' ? pull.mergedBy ?? pull.closedBy : undefined;
  return {
    id: pull.id,
    node_id: nodeId('Issue', pull.id),
    url: summary.issue_url,
    repository_url: links.repository(repository),
    labels_url: `${summary.issue_url}/labels{/name}`,
    comments_url: summary.comments_url,
    events_url: `${summary.issue_url}/events`,
    html_url: summary.html_url,
    number: pull.number,
    state: pull.state,
    title: pull.title,
    body: pull.body ?? null,
    user: summary.user,
    labels: summary.labels,
    assignee: null,
    assignees: [],
    milestone: null,
    locked: false,
    comments: state.comments
      .list(repository.id)
      .filter(it => it.number === pull.number).length,
    closed_at: summary.closed_at,
    closed_by: closer ? userOf(services, closer) : null,
    created_at: summary.created_at,
    updated_at: summary.updated_at,
    author_association: summary.author_association,
    pull_request: {
      url: summary.url,
      html_url: summary.html_url,
      diff_url: summary.diff_url,
      patch_url: summary.patch_url,
      merged_at: summary.merged_at,
    },
  };
}
