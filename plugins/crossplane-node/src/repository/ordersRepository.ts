import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  GithubCredentialsProvider,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import {
  createOctokit,
  GithubClient,
  GithubLimits,
} from '@openportal/github-node';
import { OrderLocation } from '../order/orderLocation';

/**
 * A repository that orders are written to.
 *
 * @public
 */
export interface OrdersRepository {
  octokit: GithubClient;
  owner: string;
  repo: string;
  /** Branch that Flux reads. */
  baseBranch: string;
  signal?: AbortSignal;
}

/**
 * Options for {@link openOrdersRepository}.
 *
 * @public
 */
export interface OpenOrdersRepositoryOptions {
  location: Pick<OrderLocation, 'host' | 'owner' | 'repo' | 'baseBranch'>;
  integrations: ScmIntegrationRegistry;
  credentialsProvider?: GithubCredentialsProvider;
  logger: LoggerService;
  signal?: AbortSignal;
  /** Time limit of one call to GitHub. Defaults to that of `createOctokit`. */
  timeoutMs?: number;
  /** The most that one call waits for rate limits. Defaults to that of `createOctokit`. */
  maxWaitMs?: number;
  /** What all clients know together about GitHub's limits. Defaults to that of `createOctokit`. */
  limits?: GithubLimits;
}

/**
 * Prepares calls to an orders repository, with the portal's own credentials.
 *
 * @throws InputError when the host is not under `integrations.github`
 * @public
 */
export function openOrdersRepository(
  options: OpenOrdersRepositoryOptions,
): OrdersRepository {
  const { location, signal, ...rest } = options;
  const { host, owner, repo, baseBranch } = location;
  return {
    octokit: createOctokit({ ...rest, host, owner, signal }),
    owner,
    repo,
    baseBranch,
    signal,
  };
}
