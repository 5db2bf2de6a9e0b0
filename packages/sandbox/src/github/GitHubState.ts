import { join } from 'node:path';
import type { Collection, Store } from '../core';
import type {
  Account,
  ActionsArtifact,
  ActionsRun,
  BranchProtection,
  CheckRun,
  CommitStatus,
  Delivery,
  Deployment,
  DeploymentStatus,
  Environment,
  Hook,
  IssueComment,
  Label,
  Membership,
  OAuthCode,
  PullRequest,
  Release,
  Repository,
  Review,
  Team,
  Token,
} from './entities';

/** Keys sort as numbers do. */
function ordered(number: number): string {
  return String(number).padStart(12, '0');
}

/**
 * Entities that belong to one owner (a repository, a pull request, a hook), in the order of their numbers or names.
 */
export class Owned<T> {
  constructor(private readonly documents: Collection<T>) {}

  private key(owner: number | string, id: number | string): string {
    return `${owner}/${typeof id === 'number' ? ordered(id) : id}`;
  }

  get(owner: number | string, id: number | string): T | undefined {
    return this.documents.get(this.key(owner, id));
  }

  put(owner: number | string, id: number | string, value: T): T {
    this.documents.put(this.key(owner, id), value);
    return value;
  }

  delete(owner: number | string, id: number | string): boolean {
    return this.documents.delete(this.key(owner, id));
  }

  list(owner: number | string): T[] {
    return this.documents.entries(`${owner}/`).map(([, value]) => value);
  }

  newestFirst(owner: number | string): T[] {
    return this.list(owner).reverse();
  }
}

/** Everything the stand-in remembers besides the git repositories themselves. */
export class GitHubState {
  private readonly accounts: Collection<Account>;
  private readonly repositories: Collection<Repository>;
  private readonly counters: Collection<number>;
  readonly members: Owned<Membership>;
  readonly teams: Owned<Team>;
  readonly tokens: Collection<Token>;
  readonly codes: Collection<OAuthCode>;
  readonly protections: Owned<BranchProtection>;
  readonly pulls: Owned<PullRequest>;
  /** By pull request id. */
  readonly reviews: Owned<Review>;
  readonly comments: Owned<IssueComment>;
  readonly labels: Owned<Label>;
  readonly environments: Owned<Environment>;
  /** By scope. */
  readonly hooks: Owned<Hook>;
  /** By hook id. */
  readonly deliveries: Owned<Delivery>;
  readonly deployments: Owned<Deployment>;
  /** By deployment id. */
  readonly deploymentStatuses: Owned<DeploymentStatus>;
  readonly statuses: Owned<CommitStatus>;
  readonly checkRuns: Owned<CheckRun>;
  /** Workflow ids by path. */
  readonly workflows: Owned<{ id: number; path: string; createdAt: string }>;
  readonly runs: Owned<ActionsRun>;
  readonly artifacts: Owned<ActionsArtifact>;
  readonly releases: Owned<Release>;
  /** Ids of repositories by names that they had before. */
  private readonly formerNames: Collection<number>;

  constructor(readonly store: Store, private readonly folder: string) {
    const collection = <T>(name: string) => store.collection<T>(`gh-${name}`);
    const owned = <T>(name: string) => new Owned<T>(collection<T>(name));
    this.accounts = collection('accounts');
    this.repositories = collection('repositories');
    this.counters = collection('counters');
    this.members = owned('members');
    this.teams = owned('teams');
    this.tokens = collection('tokens');
    this.codes = collection('codes');
    this.protections = owned('protections');
    this.pulls = owned('pulls');
    this.reviews = owned('reviews');
    this.comments = owned('comments');
    this.labels = owned('labels');
    this.environments = owned('environments');
    this.hooks = owned('hooks');
    this.deliveries = owned('deliveries');
    this.deployments = owned('deployments');
    this.deploymentStatuses = owned('deployment-statuses');
    this.statuses = owned('statuses');
    this.checkRuns = owned('check-runs');
    this.workflows = owned('workflows');
    this.runs = owned('runs');
    this.artifacts = owned('artifacts');
    this.releases = owned('releases');
    this.formerNames = collection('former-names');
  }

  /** The next number of a sequence that starts at 1. */
  next(sequence: string): number {
    return this.store.transaction(() => {
      const value = (this.counters.get(sequence) ?? 0) + 1;
      this.counters.put(sequence, value);
      return value;
    });
  }

  now(): string {
    return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  }

  account(login: string): Account | undefined {
    return this.accounts.get(login.toLowerCase());
  }

  putAccount(account: Account): Account {
    this.accounts.put(account.login.toLowerCase(), account);
    return account;
  }

  listAccounts(): Account[] {
    return this.accounts.entries().map(([, account]) => account);
  }

  /** An account that something refers to; a ghost when it is gone, as on GitHub. */
  accountOrGhost(login: string): Account {
    return (
      this.account(login) ?? {
        id: 10137,
        login: 'ghost',
        type: 'User',
        name: 'Deleted user',
        email: undefined,
        createdAt: '2008-05-13T06:14:25Z',
      }
    );
  }

  repository(owner: string, name: string): Repository | undefined {
    return this.repositories.get(`${owner}/${name}`.toLowerCase());
  }

  putRepository(repository: Repository): Repository {
    const { owner, name } = repository;
    this.repositories.put(`${owner}/${name}`.toLowerCase(), repository);
    return repository;
  }

  /** Changes a repository as it is now: what others changed since the caller read it stays. */
  changeRepository(
    repository: Repository,
    change: Partial<Repository>,
  ): Repository {
    const { owner, name } = repository;
    const current = this.repository(owner, name) ?? repository;
    return this.putRepository({ ...current, ...change });
  }

  /** Changes a pull request as it is now: what others changed since the caller read it stays. */
  changePull(
    repository: Repository,
    pull: PullRequest,
    change: Partial<PullRequest>,
  ): PullRequest {
    const current = this.pulls.get(repository.id, pull.number) ?? pull;
    return this.pulls.put(repository.id, pull.number, {
      ...current,
      updatedAt: this.now(),
      ...change,
    });
  }

  /** Gives a repository another name; the former one leads to it until another repository takes it. */
  renameRepository(before: Repository, after: Repository): void {
    this.store.transaction(() => {
      this.deleteRepository(before);
      this.putRepository(after);
      const { owner, name } = before;
      this.formerNames.put(`${owner}/${name}`.toLowerCase(), before.id);
    });
  }

  /** The repository that had the name before. */
  repositoryByFormerName(owner: string, name: string): Repository | undefined {
    const id = this.formerNames.get(`${owner}/${name}`.toLowerCase());
    return id === undefined ? undefined : this.repositoryById(id);
  }

  repositoryById(id: number): Repository | undefined {
    return this.listRepositories().find(it => it.id === id);
  }

  deleteRepository(repository: Repository): void {
    const { owner, name } = repository;
    this.repositories.delete(`${owner}/${name}`.toLowerCase());
  }

  listRepositories(owner?: string): Repository[] {
    return this.repositories
      .entries(owner ? `${owner.toLowerCase()}/` : '')
      .map(([, repository]) => repository);
  }

  /** Where the bare repository lies; by id, so that a renamed repository stays where it is. */
  path(repository: Repository): string {
    return join(this.folder, `${repository.id}.git`);
  }

  get repositoriesFolder(): string {
    return this.folder;
  }
}
