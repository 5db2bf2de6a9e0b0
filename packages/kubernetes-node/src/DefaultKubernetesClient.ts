import { KubernetesApiError, isNotFound } from './errors';
import { KubernetesTransport } from './KubernetesTransport';
import { parseListPage, parseObject } from './parseObject';
import { ClusterDetails } from './readClusters';
import {
  groupVersionPath,
  parseApiVersion,
  resourcePath,
} from './resourcePath';
import {
  KubernetesClient,
  KubernetesObject,
  ListOptions,
  ObjectList,
  ResourceType,
  ServedKind,
  WatchEnd,
  WatchOptions,
} from './types';
import { readGroupVersions, readPlurals, readServedKind } from './discovery';
import { streamWatch } from './streamWatch';

const DEFAULT_TIME_LIMIT_MILLISECONDS = 30_000;
const DEFAULT_PAGE_SIZE = 500;
/** Longest time that the objects of a page may keep the process busy before others get a turn. */
const SLICE_MILLISECONDS = 10;

/**
 * A {@link KubernetesClient} on the official client library.
 *
 * @public
 */
export class DefaultKubernetesClient implements KubernetesClient {
  readonly cluster: string;
  readonly #transport: KubernetesTransport;
  readonly #timeLimit: number;

  private constructor(details: ClusterDetails, timeLimit: number) {
    this.cluster = details.name;
    this.#transport = new KubernetesTransport(details);
    this.#timeLimit = timeLimit;
  }

  /** Makes a client; connects with the first call. */
  static create(
    details: ClusterDetails,
    options: { timeLimitMilliseconds?: number } = {},
  ): DefaultKubernetesClient {
    return new DefaultKubernetesClient(
      details,
      options.timeLimitMilliseconds ?? DEFAULT_TIME_LIMIT_MILLISECONDS,
    );
  }

  /** {@inheritdoc KubernetesClient.get} */
  async get(
    resource: ResourceType,
    name: string,
    options: { namespace?: string; signal?: AbortSignal } = {},
  ): Promise<KubernetesObject | undefined> {
    try {
      const path = resourcePath(resource, {
        namespace: options.namespace,
        name,
      });
      return this.#object(
        await this.#transport.json({
          method: 'GET',
          path,
          signal: this.#limit(options.signal),
        }),
        path,
      );
    } catch (error) {
      if (isNotFound(error)) {
        return undefined;
      }
      throw error;
    }
  }

  /** {@inheritdoc KubernetesClient.list} */
  async list(
    resource: ResourceType,
    options: ListOptions = {},
  ): Promise<ObjectList> {
    const items: KubernetesObject[] = [];
    let continueToken: string | undefined;
    do {
      const page = parseListPage(
        await this.#transport.json({
          method: 'GET',
          path: resourcePath(resource, { namespace: options.namespace }),
          query: {
            limit: String(options.pageSize ?? DEFAULT_PAGE_SIZE),
            continue: continueToken,
            labelSelector: options.labelSelector,
            fieldSelector: options.fieldSelector,
          },
          signal: this.#limit(options.signal),
        }),
        this.cluster,
      );
      await keepItems(page.items, options.keep, items);
      continueToken = page.continueToken;
      if (!continueToken) {
        return { items, resourceVersion: page.resourceVersion };
      }
    } while (continueToken);
    return { items, resourceVersion: '0' };
  }

  /** {@inheritdoc KubernetesClient.watch} */
  async watch(
    resource: ResourceType,
    options: WatchOptions,
  ): Promise<WatchEnd> {
    return streamWatch({
      cluster: this.cluster,
      options,
      open: signal =>
        this.#transport.stream({
          method: 'GET',
          path: resourcePath(resource, { namespace: options.namespace }),
          query: {
            watch: 'true',
            allowWatchBookmarks: String(options.bookmarks ?? true),
            resourceVersion: options.resourceVersion,
            timeoutSeconds: String(options.timeoutSeconds ?? 290),
            labelSelector: options.labelSelector,
            fieldSelector: options.fieldSelector,
          },
          signal,
        }),
    });
  }

  /** {@inheritdoc KubernetesClient.patch} */
  async patch(
    resource: ResourceType,
    name: string,
    patch: Record<string, unknown>,
    options: { namespace?: string; signal?: AbortSignal } = {},
  ): Promise<KubernetesObject> {
    const path = resourcePath(resource, { namespace: options.namespace, name });
    return this.#object(
      await this.#transport.json({
        method: 'PATCH',
        path,
        body: patch,
        contentType: 'application/merge-patch+json',
        signal: this.#limit(options.signal),
      }),
      path,
    );
  }

  /** {@inheritdoc KubernetesClient.create} */
  async create(
    resource: ResourceType,
    object: Record<string, unknown>,
    options: {
      namespace?: string;
      dryRun?: boolean;
      signal?: AbortSignal;
    } = {},
  ): Promise<KubernetesObject> {
    const path = resourcePath(resource, { namespace: options.namespace });
    return this.#object(
      await this.#transport.json({
        method: 'POST',
        path,
        query: { dryRun: options.dryRun ? 'All' : undefined },
        body: object,
        signal: this.#limit(options.signal),
      }),
      path,
    );
  }

  /** {@inheritdoc KubernetesClient.apply} */
  async apply(
    resource: ResourceType,
    name: string,
    object: Record<string, unknown>,
    options: {
      fieldManager: string;
      namespace?: string;
      dryRun?: boolean;
      signal?: AbortSignal;
    },
  ): Promise<KubernetesObject> {
    const path = resourcePath(resource, { namespace: options.namespace, name });
    return this.#object(
      await this.#transport.json({
        method: 'PATCH',
        path,
        query: {
          fieldManager: options.fieldManager,
          force: 'true',
          dryRun: options.dryRun ? 'All' : undefined,
        },
        // JSON is YAML.
        contentType: 'application/apply-patch+yaml',
        body: object,
        signal: this.#limit(options.signal),
      }),
      path,
    );
  }

  /** {@inheritdoc KubernetesClient.groupVersions} */
  async groupVersions(group: string, signal?: AbortSignal): Promise<string[]> {
    // The list of all groups is asked for, not the group alone: a 404 of one group could come from a
    // proxy in between, while a list without the group is a healthy answer.
    const answer = await this.#transport.json({
      method: 'GET',
      path: '/apis',
      signal: this.#limit(signal),
    });
    return readGroupVersions(answer, group, this.cluster);
  }

  /** {@inheritdoc KubernetesClient.serves} */
  async serves(
    { group, version, plural }: ResourceType,
    signal?: AbortSignal,
  ): Promise<boolean> {
    // The core group is always there, and not in the list of groups.
    const versions = group
      ? await this.groupVersions(group, signal)
      : [version];
    if (!versions.includes(version)) {
      return false;
    }
    const path = groupVersionPath(group, version);
    const answer = await this.#transport.json({
      method: 'GET',
      path,
      signal: this.#limit(signal),
    });
    return readPlurals(answer, path, this.cluster).includes(plural);
  }

  /** {@inheritdoc KubernetesClient.findKind} */
  async findKind(
    apiVersion: string,
    kind: string,
    signal?: AbortSignal,
  ): Promise<ServedKind | undefined> {
    const { group, version } = parseApiVersion(apiVersion);
    try {
      const answer = await this.#transport.json({
        method: 'GET',
        path: groupVersionPath(group, version),
        signal: this.#limit(signal),
      });
      return readServedKind(answer, apiVersion, kind);
    } catch (error) {
      if (isNotFound(error)) {
        return undefined;
      }
      throw error;
    }
  }

  #limit(signal: AbortSignal | undefined): AbortSignal {
    const timeout = AbortSignal.timeout(this.#timeLimit);
    return signal ? AbortSignal.any([signal, timeout]) : timeout;
  }

  #object(value: unknown, path: string): KubernetesObject {
    const object = parseObject(value);
    if (!object) {
      throw new KubernetesApiError({
        cluster: this.cluster,
        message: `Cluster '${this.cluster}' answered ${path} with something that is not a Kubernetes object`,
      });
    }
    return object;
  }
}

async function keepItems(
  page: KubernetesObject[],
  keep: ListOptions['keep'],
  items: KubernetesObject[],
): Promise<void> {
  if (!keep) {
    items.push(...page);
    return;
  }
  let sliceEnd = Date.now() + SLICE_MILLISECONDS;
  for (const object of page) {
    items.push(keep(object));
    if (Date.now() > sliceEnd) {
      await new Promise(resolve => setImmediate(resolve));
      sliceEnd = Date.now() + SLICE_MILLISECONDS;
    }
  }
}
