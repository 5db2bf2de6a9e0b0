import { LoggerService } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  GithubCredentialsProvider,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import { GithubLimits, toGithubError } from '@openportal/github-node';
import {
  OrdersConfig,
  OrdersRepository,
  listRevisions,
  openOrdersRepository,
} from '@openportal/plugin-crossplane-node';
import { ManifestDifference } from '@openportal/plugin-deploy-common';
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
import { compareOrders } from './compareOrders';
import { locateOrder } from './locateOrder';
import { findOrderChange } from './findOrderChange';
import { headOf, proposeOrderChange } from './orderChange';
import { OrderContent, OrderFile, templateOf } from './OrderFile';
import { orderOf, orderRefOf } from './orderOf';
import {
  abandonOrderChange,
  containsCommit,
  mergeOrderChange,
  orderChangeStatus,
} from './orderStatus';
import { OrderedKind } from './readConfig';

const DEFAULT_HISTORY = 20;
const MAX_HISTORY = 50;

/** Desired state in the files of orders: the version is a field of an ordered resource of Crossplane. */
export class OrderDesiredState implements DesiredState {
  readonly id = 'order';
  readonly capabilities: DesiredStateCapabilities = {
    propose: true,
    pullRequests: true,
    history: true,
    diff: true,
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
    const file = await this.#open(target, options);
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
    const file = await this.#open(target, options);
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
    return proposeOrderChange(await this.#open(change.target, options), change);
  }

  async find(
    target: DeployTarget,
    operationId: string,
    options?: PortCallOptions,
  ): Promise<ChangeRef | undefined> {
    return findOrderChange(await this.#open(target, options), operationId);
  }

  async status(
    target: DeployTarget,
    ref: ChangeRef,
    options?: PortCallOptions,
  ): Promise<ChangeStatus> {
    return orderChangeStatus(await this.#open(target, options), ref);
  }

  async merge(
    target: DeployTarget,
    ref: ChangeRef,
    options: PortCallOptions & { headSha: string },
  ): Promise<ChangeStatus> {
    return mergeOrderChange(
      await this.#open(target, options),
      ref,
      options.headSha,
    );
  }

  async abandon(
    target: DeployTarget,
    ref: ChangeRef,
    options: PortCallOptions & { reason: string },
  ): Promise<ChangeStatus> {
    return abandonOrderChange(
      await this.#open(target, options),
      ref,
      options.reason,
    );
  }

  async contains(
    target: DeployTarget,
    query: { revision: string; commit: string },
    options?: PortCallOptions,
  ): Promise<boolean | undefined> {
    return containsCommit(await this.#open(target, options), query);
  }

  async diff(
    from: DeployTarget,
    to: DeployTarget,
    options?: PortCallOptions,
  ): Promise<ManifestDifference[]> {
    const { kind } = orderOf(to, this.#kinds);
    const [left, right] = await Promise.all([
      this.#current(from, options),
      this.#current(to, options),
    ]);
    return compareOrders(left, right, kind);
  }

  async #current(
    target: DeployTarget,
    options?: PortCallOptions,
  ): Promise<OrderContent> {
    const file = await this.#open(target, options);
    const content = await file.at(await headOf(file));
    if (!content) {
      throw new NotFoundError(
        `The repository "${file.name}" has no '${file.path}', so '${target.environment}' cannot be compared`,
      );
    }
    return content;
  }

  async #open(
    target: DeployTarget,
    options?: PortCallOptions,
  ): Promise<OrderFile> {
    const order = orderOf(target, this.#kinds);
    const cluster =
      target.cluster ??
      (this.#clusters.length === 1 ? this.#clusters[0] : undefined);
    if (cluster === undefined || !this.#clusters.includes(cluster)) {
      throw new InputError(
        `The environment '${target.environment}' has to say in which cluster of deploy.crossplane.clusters it is; set its 'cluster'`,
      );
    }
    const ref = orderRefOf(order, { cluster, namespace: target.namespace });
    const { branch, path, ...place } = locateOrder(
      target,
      { kind: order.kind, ref },
      this.#orders,
    );
    const repository = openOrdersRepository({
      location: { ...place, baseBranch: branch ?? '' },
      integrations: this.#integrations,
      credentialsProvider: this.#credentialsProvider,
      logger: this.#logger,
      limits: this.#limits,
      signal: options?.signal,
    });
    return new OrderFile({
      repository: {
        ...repository,
        baseBranch: branch ?? (await readDefaultBranch(repository)),
      },
      path,
      target,
      order,
      ref,
    });
  }
}

async function readDefaultBranch(
  repository: OrdersRepository,
): Promise<string> {
  const { octokit, owner, repo, signal } = repository;
  try {
    const { data } = await octokit.rest.repos.get({ owner, repo });
    return data.default_branch;
  } catch (error) {
    signal?.throwIfAborted();
    throw toGithubError(error, {
      action: 'read the default branch',
      repository: `${owner}/${repo}`,
    });
  }
}
