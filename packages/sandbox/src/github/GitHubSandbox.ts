import type { BranchProtection, PullRequest, Team } from './entities';
import type { NewAccount } from './accounts';
import type { NewRun } from './actionsRuns';
import type { OAuthApplication } from './oauth';
import type { NewReview } from './pulls/reviewPull';
import type { NewRepository } from './repositories';
import type {
  ActionsArtifact,
  ActionsRun,
  Membership,
  Repository,
} from './entities';
import type { DispatchEvent, PushEvent } from './Services';

/**
 * A commit that a seed or a controller makes without going through the API.
 *
 * @public
 */
export interface SeedCommit {
  owner: string;
  name: string;
  /** Defaults to the default branch; a branch that does not exist starts there. */
  branch?: string;
  message: string;
  /** Login; the commit is attributed to this account. */
  author: string;
  /** Defaults to now; ISO 8601. */
  date?: string;
  /** Content per path; `undefined` deletes. */
  files: Record<string, string | undefined>;
}

/**
 * The state of a pull request as the console shows it.
 *
 * @public
 */
export interface PullRequestSummary extends PullRequest {
  mergeState: string;
  /** Why it can not be merged now. */
  reason: string | undefined;
  approvals: string[];
}

/**
 * The GitHub stand-in, for everything in this process that does not go through its API.
 *
 * @public
 */
export interface GitHubSandbox {
  readonly url: string;
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly organization: string;
  /** Token of the portal's own bot account. */
  readonly token: string;
  readonly oauth: OAuthApplication;
  readonly webhookSecret: string;

  /** The bare repository on disk. */
  repositoryPath(owner: string, name: string): string;
  /** Calls back for every branch or tag that has moved; returns the way to stop that. */
  onPush(listener: (event: PushEvent) => void): () => void;
  /** Calls back for every workflow that was started by hand. */
  onDispatch(listener: (event: DispatchEvent) => void): () => void;

  /** Makes a user or bot, or brings it up to date, and returns its token. */
  ensureUser(options: NewAccount & { role?: Membership['role'] }): string;
  ensureTeam(
    options: Pick<Team, 'slug' | 'members'> &
      Partial<Pick<Team, 'name' | 'description'>>,
  ): void;
  tokenOf(login: string): string;

  getRepository(owner: string, name: string): Repository | undefined;
  listRepositories(owner: string): Repository[];
  createRepository(
    options: NewRepository & { actor: string },
  ): Promise<Repository>;
  /** What a team may do with a repository. */
  grantTeam(
    owner: string,
    name: string,
    team: string,
    permission: 'read' | 'write' | 'admin',
  ): void;
  protectBranch(
    owner: string,
    name: string,
    rules: Partial<BranchProtection> & { branch: string },
  ): void;
  seedCommit(options: SeedCommit): Promise<string>;
  /** `undefined` when there is no such ref or file. */
  readFile(
    owner: string,
    name: string,
    ref: string,
    path: string,
  ): Promise<string | undefined>;
  /** The commit of a branch, tag or sha. */
  resolve(
    owner: string,
    name: string,
    ref: string,
  ): Promise<string | undefined>;
  /** Makes the organization's webhook, or points it somewhere else. */
  ensureWebhook(options: { url: string; events: string[] }): void;

  readonly pulls: {
    list(owner: string, name: string): PullRequest[];
    describe(
      owner: string,
      name: string,
      number: number,
    ): Promise<PullRequestSummary>;
    open(options: {
      owner: string;
      name: string;
      title: string;
      body?: string;
      head: string;
      base: string;
      author: string;
    }): Promise<PullRequest>;
    review(
      owner: string,
      name: string,
      number: number,
      review: NewReview,
    ): Promise<void>;
    merge(
      owner: string,
      name: string,
      number: number,
      options: { actor: string; method?: 'merge' | 'squash' | 'rebase' },
    ): Promise<string>;
  };

  createActionsRun(
    owner: string,
    name: string,
    run: NewRun,
  ): Promise<ActionsRun>;
  updateActionsRun(
    owner: string,
    name: string,
    id: number,
    change: Partial<
      Pick<ActionsRun, 'status' | 'conclusion' | 'title' | 'failedStep'>
    >,
  ): Promise<ActionsRun>;
  /** A file that a run left behind; only its name is kept. */
  addActionsArtifact(
    owner: string,
    name: string,
    artifact: Pick<ActionsArtifact, 'name' | 'runId' | 'branch' | 'sha'>,
  ): void;
  listActionsRuns(owner: string, name: string): ActionsRun[];
  /** A check or build result on a commit. */
  setCommitStatus(options: {
    owner: string;
    name: string;
    sha: string;
    context: string;
    state: 'error' | 'failure' | 'pending' | 'success';
    description?: string;
    targetUrl?: string;
    creator: string;
  }): void;

  /** Resolves when webhooks and automatic merges have nothing left to do. */
  idle(): Promise<void>;
  readonly busy: boolean;
  close(): Promise<void>;
}
