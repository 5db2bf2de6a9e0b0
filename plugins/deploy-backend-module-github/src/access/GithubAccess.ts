import { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  GithubCredentialsProvider,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import {
  createOctokit,
  GithubClient,
  GithubLimits,
  GithubResponseCache,
  readRepository,
  RepositoryDetails,
} from '@openportal/github-node';
import { PortCallOptions, RepositoryRef } from '@openportal/plugin-deploy-node';
import { createContentCaches } from './ContentCaches';
import { GitRepository } from './GitRepository';

/**
 * How long the settings of a repository are taken for granted: its default branch, and under which name it is. What
 * fails by them is asked for at once.
 */
const SETTINGS_AGE_MS = 5 * 60_000;
const MAX_SETTINGS = 5000;

/** Opens repositories at the configured hosts, with clients that share credentials, limits and answers. */
export class GithubAccess {
  readonly #integrations: ScmIntegrationRegistry;
  readonly #credentials: GithubCredentialsProvider;
  readonly #logger: LoggerService;
  readonly #limits: GithubLimits | undefined;
  readonly #defaultHost: string | undefined;
  readonly #caches = createContentCaches();
  readonly #responses = new GithubResponseCache();
  readonly #settings = new Map<
    string,
    { readAt: number; details: RepositoryDetails }
  >();
  /** Settings that are being read. */
  readonly #reading = new Map<string, Promise<RepositoryDetails>>();

  constructor(options: {
    integrations: ScmIntegrationRegistry;
    logger: LoggerService;
    /** The pauses that GitHub asked for, on any replica. */
    limits?: GithubLimits;
    /** Host of entities that name a repository without one. */
    defaultHost?: string;
  }) {
    this.#integrations = options.integrations;
    this.#credentials = DefaultGithubCredentialsProvider.fromIntegrations(
      options.integrations,
    );
    this.#logger = options.logger;
    this.#limits = options.limits;
    this.#defaultHost = options.defaultHost;
  }

  /** Whether the host of a repository is a configured one. */
  supports(repository: RepositoryRef): boolean {
    const host = this.#hostOf(repository);
    return (
      host !== undefined && this.#integrations.github.byHost(host) !== undefined
    );
  }

  /**
   * Opens a repository under its present name. `fresh` reads its settings again: whether it is archived may have
   * changed.
   */
  async open(
    repository: RepositoryRef,
    options: PortCallOptions & { fresh?: boolean } = {},
  ): Promise<GitRepository> {
    const host = this.#hostOf(repository);
    if (!host) {
      throw new InputError(
        'No GitHub host is configured; add one under integrations.github',
      );
    }
    const { owner, name } = repository;
    const key = `${host}/${owner}/${name}`.toLowerCase();
    const known = this.#settings.get(key);
    if (
      known &&
      !options.fresh &&
      Date.now() - known.readAt < SETTINGS_AGE_MS
    ) {
      return this.#repository(host, key, known.details, options);
    }
    const read = () => this.#readSettings(host, key, repository, options);
    const asked = options.fresh ? undefined : this.#reading.get(key);
    // Who asked may have given up since.
    const details = await (asked ? asked.catch(read) : read());
    return this.#repository(host, key, details, options);
  }

  async #readSettings(
    host: string,
    key: string,
    { owner, name }: RepositoryRef,
    options: PortCallOptions,
  ): Promise<RepositoryDetails> {
    const reading = readRepository({
      octokit: this.#client(host, owner, options),
      owner,
      repo: name,
      signal: options.signal,
    });
    this.#reading.set(key, reading);
    try {
      const details = await reading;
      this.#settings.delete(key);
      this.#settings.set(key, { readAt: Date.now(), details });
      if (this.#settings.size > MAX_SETTINGS) {
        const [oldest] = this.#settings.keys();
        this.#settings.delete(oldest);
      }
      return details;
    } finally {
      if (this.#reading.get(key) === reading) {
        this.#reading.delete(key);
      }
    }
  }

  #hostOf(repository: RepositoryRef): string | undefined {
    return (
      repository.host ??
      this.#defaultHost ??
      this.#integrations.github.list()[0]?.config.host
    );
  }

  #repository(
    host: string,
    key: string,
    details: RepositoryDetails,
    options: PortCallOptions,
  ): GitRepository {
    return new GitRepository({
      // A transferred repository has another owner, and so perhaps another installation of the App.
      octokit: this.#client(host, details.owner, options),
      host,
      details,
      caches: this.#caches,
      signal: options.signal,
      onMissing: () => this.#settings.delete(key),
    });
  }

  #client(
    host: string,
    owner: string,
    { signal }: PortCallOptions,
  ): GithubClient {
    return createOctokit({
      integrations: this.#integrations,
      credentialsProvider: this.#credentials,
      logger: this.#logger,
      host,
      owner,
      signal,
      limits: this.#limits,
      responses: this.#responses,
    });
  }
}
