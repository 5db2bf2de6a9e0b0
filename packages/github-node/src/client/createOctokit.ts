import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  GithubCredentialsProvider,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import { Octokit } from '@octokit/rest';
import { GithubLimits } from '../limits/GithubLimits';
import { accountKey } from '../limits/limitKeys';
import { MemoryGithubLimits } from '../limits/MemoryGithubLimits';
import { SteadyGithubLimits } from '../limits/SteadyGithubLimits';
import { GithubResponseCache } from '../reads/GithubResponseCache';
import { applyRequestPolicy, AuthorizationSource } from './requestPolicy';

/**
 * The Octokit client that the functions of this package take.
 *
 * @public
 */
export type GithubClient = Octokit;

/**
 * Options for {@link createOctokit}.
 *
 * @public
 */
export interface CreateOctokitOptions {
  /** The configured integrations: only their hosts are ever called. */
  integrations: ScmIntegrationRegistry;
  /** Host with port, as in the configuration under `integrations.github`. */
  host: string;
  /** Organization or user whose repositories are worked on; chooses the installation of a GitHub App. */
  owner: string;
  /** Shared provider, so that tokens are cached between clients. */
  credentialsProvider?: GithubCredentialsProvider;
  /** A token to use instead of the configured credentials, for example that of the signed-in user. */
  token?: string;
  logger: LoggerService;
  /** Cancels running and later calls. */
  signal?: AbortSignal;
  /** Time limit of one call, from the request to the last byte. Defaults to 15 seconds. */
  timeoutMs?: number;
  /** The most that the client waits for rate limits in one call. Defaults to 2 minutes. */
  maxWaitMs?: number;
  /**
   * What the clients know together about GitHub's limits: those of one process, or of all replicas. By default each
   * client knows only what it was told itself, and does not space its writes.
   */
  limits?: GithubLimits;
  /** Where answers are kept that reads ask GitHub about. By default every read transfers its answer. */
  responses?: GithubResponseCache;
}

function createAuthorization(
  options: CreateOctokitOptions,
): AuthorizationSource {
  const { integrations, host, owner, token } = options;
  if (token) {
    return async () => `Bearer ${token}`;
  }
  const shared =
    options.credentialsProvider ??
    DefaultGithubCredentialsProvider.fromIntegrations(integrations);
  // The owner's URL on purpose, not the repository's: with an App of "selected repositories" the provider
  // caches the list of repositories and would refuse one that was created a moment ago.
  const url = `https://${host}/${owner}`;
  return async ({ fresh }) => {
    const provider = fresh
      ? DefaultGithubCredentialsProvider.fromIntegrations(integrations)
      : shared;
    const credentials = await provider.getCredentials({ url });
    return credentials.token ? `Bearer ${credentials.token}` : undefined;
  };
}

/**
 * Creates a GitHub client for a configured host.
 *
 * @remarks
 *
 * The client honours `Retry-After` and the rate-limit headers, repeats reads after transient failures and
 * never repeats a write whose outcome is unknown: {@link lookThenAct} does that with a look in between.
 * Redirects are refused.
 *
 * @public
 */
export function createOctokit(options: CreateOctokitOptions): GithubClient {
  const { integrations, host, logger } = options;
  const integration = integrations.github.byHost(host);
  if (!integration) {
    throw new InputError(
      `GitHub host "${host}" is not configured. Add it under integrations.github, or use one of the configured hosts: ${integrations.github
        .list()
        .map(item => `"${item.config.host}"`)
        .join(', ')}.`,
    );
  }
  // Octokit's own log lines name URLs only; they matter when a developer looks for a slow call.
  const debug = (message: string) => logger.debug(message);
  const log = { debug, info: debug, warn: debug, error: debug };
  const octokit = new Octokit({
    baseUrl: integration.config.apiBaseUrl,
    userAgent: 'openportal',
    log,
    request: { log },
  });
  applyRequestPolicy(octokit, {
    authorization: createAuthorization(options),
    logger,
    signal: options.signal,
    timeoutMilliseconds: options.timeoutMs ?? 15_000,
    maxWaitMilliseconds: options.maxWaitMs ?? 120_000,
    limits: options.limits
      ? new SteadyGithubLimits(options.limits, logger)
      : new MemoryGithubLimits({ writeSpacingMs: 0 }),
    responses: options.responses,
    account: accountKey({ ...options, integration: integration.config }),
  });
  return octokit;
}
