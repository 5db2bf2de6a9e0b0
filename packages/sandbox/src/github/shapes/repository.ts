import type { Account, Permission, Repository } from '../entities';
import { nodeId, type Links } from '../Links';
import { atLeast } from '../permissions';
import { toSimpleUser } from './account';

const URL_TEMPLATES: Record<string, string> = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

export interface RepositoryContext {
  links: Links;
  repository: Repository;
  owner: Account;
  permission: Permission;
}

function toPermissions(permission: Permission) {
  return {
    admin: atLeast(permission, 'admin'),
    maintain: atLeast(permission, 'maintain'),
    push: atLeast(permission, 'write'),
    triage: atLeast(permission, 'triage'),
    pull: atLeast(permission, 'read'),
  };
}

/** A repository as lists and other things carry it. */
export function toRepository(context: RepositoryContext) {
  const { links, repository, owner, permission } = context;
  const url = links.repository(repository);
  const page = links.page(repository);
  const templates = Object.fromEntries(
    Object.entries(URL_TEMPLATES).map(([key, path]) => [key, url + path]),
  );
  return {
    id: repository.id,
    node_id: nodeId('Repository', repository.id),
    name: repository.name,
    full_name: `${repository.owner}/${repository.name}`,
    private: repository.visibility !== 'public',
    owner: toSimpleUser(links, owner),
    html_url: page,
    description: repository.description ?? null,
    fork: false,
    url,
    ...templates,
    git_url: page.replace(/^http/, 'git').concat('.git'),
    ssh_url: `git@${new URL(page).hostname}:${repository.owner}/${
      repository.name
    }.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: repository.homepage ?? null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    language: null,
    has_issues: repository.hasIssues,
    has_projects: false,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    forks: 0,
    archived: repository.archived,
    disabled: false,
    open_issues_count: 0,
    open_issues: 0,
    license: null,
    allow_forking: false,
    is_template: false,
    web_commit_signoff_required: false,
    topics: repository.topics,
    visibility: repository.visibility,
    default_branch: repository.defaultBranch,
    pushed_at: repository.pushedAt,
    created_at: repository.createdAt,
    updated_at: repository.updatedAt,
    permissions: toPermissions(permission),
  };
}

/** A repository as its own address answers it. */
export function toFullRepository(context: RepositoryContext) {
  const { repository, links, owner, permission } = context;
  return {
    ...toRepository(context),
    network_count: 0,
    subscribers_count: 0,
    temp_clone_token: '',
    ...(owner.type === 'Organization'
      ? { organization: toSimpleUser(links, owner) }
      : {}),
    // Only those who may push see how pull requests are merged.
    ...(atLeast(permission, 'write')
      ? {
          allow_squash_merge: repository.allowSquashMerge,
          allow_merge_commit: repository.allowMergeCommit,
          allow_rebase_merge: repository.allowRebaseMerge,
          allow_auto_merge: repository.allowAutoMerge,
          allow_update_branch: repository.allowUpdateBranch,
          delete_branch_on_merge: repository.deleteBranchOnMerge,
          squash_merge_commit_title: 'COMMIT_OR_PR_TITLE',
          squash_merge_commit_message: 'COMMIT_MESSAGES',
          merge_commit_title: 'MERGE_MESSAGE',
          merge_commit_message: 'PR_TITLE',
        }
      : {}),
  };
}
