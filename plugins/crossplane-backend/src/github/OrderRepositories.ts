import { LoggerService } from '@backstage/backend-plugin-api';
import { ScmIntegrationRegistry } from '@backstage/integration';
import { createOctokit, GithubLimits } from '@openportal/github-node';
import {
  OrderLocation,
  orderLocation,
  OrdersConfig,
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
    const github = new ConditionalGithub(
      createOctokit({
        ...this.#options,
        host: location.host,
        owner: location.owner,
        timeoutMs: TIME_LIMIT_MILLISECONDS,
        maxWaitMs: MAX_WAIT_MILLISECONDS,
      }),
    );
    const reader = {
      location,
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
