import { LoggerService } from '@backstage/backend-plugin-api';
import { ScmIntegrationRegistry } from '@backstage/integration';
import { GithubLimits } from '@openportal/github-node';
import {
  openOrdersRepository,
  OrderLocation,
  orderLocation,
  OrdersConfig,
  OrdersRepository,
} from '@openportal/plugin-crossplane-node';
import { ConditionalGithub } from './ConditionalGithub';
import { PullRequests } from './PullRequests';
import { RepositoryFiles } from './RepositoryFiles';

/** Pages do not wait for GitHub's rate limit: they say that it is reached. */
const MAX_WAIT_MILLISECONDS = 0;
const TIME_LIMIT_MILLISECONDS = 10_000;

/** What the readers of all repositories share. */
export interface OrderRepositoriesOptions {
  integrations: ScmIntegrationRegistry;
  logger: LoggerService;
  /** The pauses that GitHub asked this plugin for, on any replica. */
  limits: GithubLimits;
}

/** Readers of one repository of orders. */
export interface OrderRepository {
  location: OrderLocation;
  /** For what the actions read in the same way. */
  repository: OrdersRepository;
  pulls: PullRequests;
  files: RepositoryFiles;
}

/** The repositories that orders go to, with one reader for each. */
export class OrderRepositories {
  readonly config: OrdersConfig;
  readonly #options: OrderRepositoriesOptions;
  readonly #readers = new Map<string, OrderRepository>();

  constructor(config: OrdersConfig, options: OrderRepositoriesOptions) {
    this.config = config;
    this.#options = options;
  }

  /** The reader of a repository that {@link orderLocation} allowed. */
  at(location: OrderLocation): OrderRepository {
    const known = this.#readers.get(location.repository);
    if (known) {
      return known;
    }
    const repository = openOrdersRepository({
      ...this.#options,
      location,
      timeoutMs: TIME_LIMIT_MILLISECONDS,
      maxWaitMs: MAX_WAIT_MILLISECONDS,
    });
    const github = new ConditionalGithub(repository.octokit);
    const reader = {
      location,
      repository,
      pulls: new PullRequests(github, location),
      files: new RepositoryFiles(github, location),
    };
    this.#readers.set(location.repository, reader);
    return reader;
  }

  /** Readers of every repository that orders may go to. */
  all(): OrderRepository[] {
    const location = orderLocation(undefined, this.config);
    return this.config.allowedRepositories.map(repository => {
      const [owner, repo] = repository.split('/');
      return this.at({ ...location, repository, owner, repo });
    });
  }
}
