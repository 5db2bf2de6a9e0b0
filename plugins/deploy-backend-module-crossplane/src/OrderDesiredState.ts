import { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  GithubCredentialsProvider,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import { GithubLimits } from '@openportal/github-node';
import {
  OrdersConfig,
  listRevisions,
  openOrdersRepository,
  orderLocation,
} from '@openportal/plugin-crossplane-node';
import {
  ChangeRef,
  ChangeStatus,
  DeployTarget,
  DesiredChange,
  DesiredState,
  DesiredStateCapabilities,
  DesiredVersion,
  DesiredVersionHistoryEntry,
  PortCallOptions,
} from '@openportal/plugin-deploy-node';
import { findOrderChange, headOf, proposeOrderChange } from './orderChange';
import { OrderFile, templateOf } from './OrderFile';
import { orderOf } from './orderOf';
import {
  abandonOrderChange,
  containsCommit,
  mergeOrderChange,
  orderChangeStatus,
} from './orderStatus';
import { OrderedKind } from './readConfig';

const DEFAULT_HISTORY = 20;
const MAX_HISTORY = 50;

/** Desired state in the orders repository: the version is a field of an ordered resource of Crossplane. */
export class OrderDesiredState implements DesiredState {
  readonly id = 'order';
  readonly capabilities: DesiredStateCapabilities = {
    propose: true,
    pullRequests: true,
    history: true,
    diff: false,
  };
  readonly #integrations: ScmIntegrationRegistry;
  readonly #credentialsProvider: GithubCredentialsProvider;
  readonly #orders: OrdersConfig;
  readonly #clusters: readonly string[];
  readonly #kinds: readonly OrderedKind[];
  readonly #logger: LoggerService;
  readonly #limits?: GithubLimits;

  constructor(options: {
    integrations: ScmIntegrationRegistry;
    orders: OrdersConfig;
    /** Names of the clusters. */
    clusters: readonly string[];
    kinds: readonly OrderedKind[];
    logger: LoggerService;
    /** The pauses that GitHub asked for, on any replica. */
    limits?: GithubLimits;
  }) {
    this.#integrations = options.integrations;
    this.#credentialsProvider =
      DefaultGithubCredentialsProvider.fromIntegrations(options.integrations);
    this.#orders = options.orders;
    this.#clusters = options.clusters;
    this.#kinds = options.kinds;
    this.#logger = options.logger;
    this.#limits = options.limits;
  }

  async read(
    target: DeployTarget,
    options?: PortCallOptions,
  ): Promise<DesiredVersion | undefined> {
    const file = this.#open(target, options);
    const revision = await headOf(file);
    const content = await file.at(revision);
    if (!content) {
      return undefined;
    }
    const [last] = await listRevisions(file.repository, file.path, {
      limit: 1,
    });
    return {
      image: content.image,
      revision,
      template: templateOf(content.manifest, file.order),
      changedBy: last && {
        commit: last.revision,
        author: last.author,
        at: last.date,
      },
      url: content.url,
    };
  }

  async history(
    target: DeployTarget,
    options?: PortCallOptions & { limit?: number },
  ): Promise<DesiredVersionHistoryEntry[]> {
    const file = this.#open(target, options);
    const revisions = await listRevisions(file.repository, file.path, {
      limit: Math.min(options?.limit ?? DEFAULT_HISTORY, MAX_HISTORY),
    });
    const entries: DesiredVersionHistoryEntry[] = [];
    for (const { revision, date, author, url } of revisions) {
      // An old commit may have removed or broken the file; the others still tell their part.
      const content = await file.at(revision).catch(error => {
        options?.signal?.throwIfAborted();
        this.#logger.debug(`'${file.path}' at ${revision}: ${error}`);
        return undefined;
      });
      if (content) {
        entries.push({
          image: content.image,
          commit: revision,
          committedAt: date,
          author,
          url,
        });
      }
    }
    // A commit that changed something else did not write the version.
    return entries.filter(
      ({ image }, index) => image !== entries[index + 1]?.image,
    );
  }

  async propose(
    change: DesiredChange,
    options?: PortCallOptions,
  ): Promise<ChangeRef> {
    return proposeOrderChange(this.#open(change.target, options), change);
  }

  async find(
    target: DeployTarget,
    operationId: string,
    options?: PortCallOptions,
  ): Promise<ChangeRef | undefined> {
    return findOrderChange(this.#open(target, options), operationId);
  }

  async status(
    target: DeployTarget,
    ref: ChangeRef,
    options?: PortCallOptions,
  ): Promise<ChangeStatus> {
    return orderChangeStatus(this.#open(target, options), ref);
  }

  async merge(
    target: DeployTarget,
    ref: ChangeRef,
    options: PortCallOptions & { headSha: string },
  ): Promise<ChangeStatus> {
    return mergeOrderChange(this.#open(target, options), ref, options.headSha);
  }

  async abandon(
    target: DeployTarget,
    ref: ChangeRef,
    options: PortCallOptions & { reason: string },
  ): Promise<ChangeStatus> {
    return abandonOrderChange(this.#open(target, options), ref, options.reason);
  }

  async contains(
    target: DeployTarget,
    query: { revision: string; commit: string },
    options?: PortCallOptions,
  ): Promise<boolean | undefined> {
    return containsCommit(this.#open(target, options), query);
  }

  #open(target: DeployTarget, options?: PortCallOptions): OrderFile {
    const order = orderOf(target, this.#kinds);
    const cluster =
      target.cluster ??
      (this.#clusters.length === 1 ? this.#clusters[0] : undefined);
    if (cluster === undefined || !this.#clusters.includes(cluster)) {
      throw new InputError(
        `The environment '${target.environment}' has to say in which cluster of deploy.crossplane.clusters it is; set its 'cluster'`,
      );
    }
    const location = orderLocation(undefined, this.#orders);
    const { octokit } = openOrdersRepository({
      location,
      integrations: this.#integrations,
      credentialsProvider: this.#credentialsProvider,
      logger: this.#logger,
      limits: this.#limits,
      signal: options?.signal,
    });
    return new OrderFile({
      octokit,
      location,
      cluster,
      target,
      order,
      signal: options?.signal,
    });
  }
}
