/** What a user may do with a repository, from least to most. */
export const PERMISSIONS = [
  'none',
  'read',
  'triage',
  'write',
  'maintain',
  'admin',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export interface Account {
  id: number;
  login: string;
  type: 'User' | 'Bot' | 'Organization';
  name: string;
  email: string | undefined;
  createdAt: string;
}

export interface Membership {
  organization: string;
  login: string;
  role: 'admin' | 'member';
}

export interface Team {
  id: number;
  organization: string;
  slug: string;
  name: string;
  description: string;
  members: string[];
  createdAt: string;
}

export interface Token {
  login: string;
  /** Classic OAuth scopes; undefined for an installation token, whose reach the permissions alone decide. */
  scopes: string[] | undefined;
}

export interface OAuthCode {
  login: string;
  scopes: string[];
  redirectUri: string;
  expiresAt: number;
}

export type MergeMethod = 'merge' | 'squash' | 'rebase';

/**
 * What is known of a repository besides its git data.
 *
 * @public
 */
export interface Repository {
  id: number;
  owner: string;
  name: string;
  description: string | undefined;
  homepage: string | undefined;
  visibility: 'public' | 'private' | 'internal';
  defaultBranch: string;
  topics: string[];
  archived: boolean;
  hasIssues: boolean;
  allowAutoMerge: boolean;
  allowMergeCommit: boolean;
  allowSquashMerge: boolean;
  allowRebaseMerge: boolean;
  allowUpdateBranch: boolean;
  deleteBranchOnMerge: boolean;
  collaborators: Record<string, Permission>;
  teams: Record<string, Permission>;
  createdBy: string;
  createdAt: string;
  updatedAt: string;
  pushedAt: string;
}

/**
 * What must hold before a branch moves.
 *
 * @public
 */
export interface BranchProtection {
  branch: string;
  requiredReviews:
    | {
        count: number;
        dismissStale: boolean;
        codeOwners: boolean;
        lastPush: boolean;
      }
    | undefined;
  requiredChecks: { strict: boolean; contexts: string[] } | undefined;
  enforceAdmins: boolean;
  linearHistory: boolean;
  allowForcePushes: boolean;
  allowDeletions: boolean;
  restrictions:
    | { users: string[]; teams: string[]; apps: string[] }
    | undefined;
}

/**
 * A request to merge one branch into another.
 *
 * @public
 */
export interface PullRequest {
  id: number;
  number: number;
  title: string;
  body: string | undefined;
  author: string;
  headBranch: string;
  baseBranch: string;
  /** The last known head; while the pull request is open the branch itself decides. */
  headSha: string;
  /** The base branch when the pull request was made, or just before the merge. */
  baseSha: string;
  state: 'open' | 'closed';
  draft: boolean;
  labels: string[];
  requestedReviewers: string[];
  requestedTeams: string[];
  autoMerge:
    | {
        enabledBy: string;
        method: MergeMethod;
        title: string | undefined;
        message: string | undefined;
        enabledAt: string;
      }
    | undefined;
  /** Written before the base branch moves, so that a killed process can find out what it did. */
  mergeCommitSha: string | undefined;
  mergedAt: string | undefined;
  mergedBy: string | undefined;
  closedAt: string | undefined;
  /** Who closed it without a merge. */
  closedBy?: string;
  createdAt: string;
  updatedAt: string;
}

export interface Review {
  id: number;
  author: string;
  body: string;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  commitSha: string;
  submittedAt: string;
}

export interface IssueComment {
  id: number;
  number: number;
  author: string;
  body: string;
  createdAt: string;
  updatedAt: string;
}

export interface Label {
  id: number;
  name: string;
  color: string;
  description: string | undefined;
}

export interface Environment {
  id: number;
  name: string;
  waitTimer: number;
  reviewers: Array<{ type: 'User' | 'Team'; id: number }>;
  createdAt: string;
  updatedAt: string;
}

export interface Hook {
  id: number;
  /** `repository:<id>` or `organization:<login>`. */
  scope: string;
  url: string;
  secret: string | undefined;
  contentType: 'json' | 'form';
  insecureSsl: string;
  events: string[];
  active: boolean;
  createdAt: string;
  updatedAt: string;
}

export interface Delivery {
  id: number;
  guid: string;
  hookId: number;
  event: string;
  action: string | undefined;
  repositoryId: number | undefined;
  redelivery: boolean;
  deliveredAt: string;
  /** Seconds. */
  duration: number;
  /** 0 until there was an answer. */
  statusCode: number;
  status: string;
  request: { headers: Record<string, string>; body: string };
  response: { headers: Record<string, string>; body: string } | undefined;
}

export interface Deployment {
  id: number;
  sha: string;
  ref: string;
  task: string;
  environment: string;
  description: string | undefined;
  payload: Record<string, unknown> | string;
  transient: boolean;
  production: boolean;
  creator: string;
  createdAt: string;
  updatedAt: string;
}

export interface DeploymentStatus {
  id: number;
  deploymentId: number;
  state: string;
  description: string;
  environment: string;
  targetUrl: string;
  logUrl: string;
  environmentUrl: string;
  creator: string;
  createdAt: string;
  updatedAt: string;
}

export interface CommitStatus {
  id: number;
  sha: string;
  state: 'error' | 'failure' | 'pending' | 'success';
  context: string;
  description: string | undefined;
  targetUrl: string | undefined;
  creator: string;
  createdAt: string;
  updatedAt: string;
}

export interface CheckRun {
  id: number;
  name: string;
  headSha: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | undefined;
  externalId: string | undefined;
  detailsUrl: string | undefined;
  title: string | undefined;
  summary: string | undefined;
  startedAt: string | undefined;
  completedAt: string | undefined;
}

/**
 * One run of a workflow.
 *
 * @public
 */
export interface ActionsRun {
  id: number;
  workflowPath: string;
  workflowName: string;
  number: number;
  attempt: number;
  event: string;
  headBranch: string;
  headSha: string;
  title: string;
  actor: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: 'success' | 'failure' | 'cancelled' | 'skipped' | undefined;
  /** Name of the step that failed. */
  failedStep?: string;
  inputs: Record<string, string>;
  createdAt: string;
  updatedAt: string;
  startedAt: string;
}

export interface Release {
  id: number;
  tag: string;
  /** Branch or commit that the tag was made from. */
  target: string;
  name: string | null;
  body: string;
  draft: boolean;
  prerelease: boolean;
  author: string;
  createdAt: string;
}

/**
 * A file that a workflow run left behind; only its name.
 *
 * @public
 */
export interface ActionsArtifact {
  id: number;
  name: string;
  runId: number;
  branch: string;
  sha: string;
  createdAt: string;
}
