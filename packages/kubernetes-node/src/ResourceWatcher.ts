import { isGone, KubernetesApiError } from './errors';
import { ObjectCache } from './ObjectCache';
import { backoffMilliseconds, wait } from './backoff';
import { KubernetesObject, WatchEvent } from './types';
import { WatchResourceOptions, WatchStatus } from './watchTypes';

const DEFAULT_RELIST_MILLISECONDS = 10 * 60 * 1000;
const DEFAULT_TIMEOUT_SECONDS = 290;
const SHORT_WATCH_MILLISECONDS = 1000;

/** The loop behind `watchResource`. */
export class ResourceWatcher {
  readonly cache = new ObjectCache();
  readonly #options: WatchResourceOptions;
  readonly #stopped = new AbortController();
  #round = new AbortController();
  #connection = new AbortController();
  #failures = 0;
  #synced = false;
  #watching = false;
  #restarts = 0;
  #lastListedAt: string | undefined;
  #lastHeardAt: number | undefined;
  #nextListAt: number | undefined;
  #error: string | undefined;
  #statusCode: number | undefined;
  #resourceVersion = '0';

  constructor(options: WatchResourceOptions) {
    this.#options = options;
  }

  status(): WatchStatus {
    return {
      synced: this.#synced,
      watching: this.#watching,
      restarts: this.#restarts,
      lastListedAt: this.#lastListedAt,
      lastHeardAt:
        this.#lastHeardAt === undefined
          ? undefined
          : new Date(this.#lastHeardAt).toISOString(),
      nextListAt:
        this.#nextListAt === undefined
          ? undefined
          : new Date(this.#nextListAt).toISOString(),
      error: this.#error,
      statusCode: this.#statusCode,
      objects: this.cache.size,
    };
  }

  refresh(): void {
    this.#round.abort();
  }

  reconnect(): void {
    this.#connection.abort();
  }

  abort(): void {
    this.#stopped.abort();
    this.#round.abort();
  }

  async run(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      this.#round = new AbortController();
      try {
        await this.#list();
        await this.#watchUntilRelist();
      } catch (error) {
        await this.#recover(error);
      } finally {
        this.#watching = false;
      }
    }
  }

  async #list(): Promise<void> {
    const { client, resource, namespace, labelSelector, keep } = this.#options;
    const read = () =>
      client.list(resource, {
        namespace,
        labelSelector,
        keep,
        signal: this.#stopped.signal,
      });
    const { runList } = this.#options;
    const list = await (runList ? runList(read, this.#stopped.signal) : read());
    this.cache.replace(list.items);
    await this.#options.onChange({ type: 'list', objects: list.items });
    this.#failures = 0;
    this.#synced = true;
    this.#error = undefined;
    this.#statusCode = undefined;
    this.#lastListedAt = new Date().toISOString();
    this.#lastHeardAt = Date.now();
    this.#resourceVersion = list.resourceVersion;
    const period =
      this.#options.relistMilliseconds ?? DEFAULT_RELIST_MILLISECONDS;
    // Spread over time, so that a hundred clusters do not list in the same second.
    this.#nextListAt = Date.now() + period * (0.9 + 0.2 * Math.random());
    this.#reportStatus();
  }

  async #watchUntilRelist(): Promise<void> {
    let shortWatches = 0;
    while (!this.#round.signal.aborted && Date.now() < this.#relistAt()) {
      const startedAt = Date.now();
      await this.#watchOnce();
      this.#restarts += 1;
      const short = Date.now() - startedAt < SHORT_WATCH_MILLISECONDS;
      shortWatches = short ? shortWatches + 1 : 0;
      if (short) {
        await wait(
          backoffMilliseconds(shortWatches, this.#initialBackoff()),
          this.#round.signal,
        );
      }
      // A thousand watches that lost their connection at once come back one after the other, too.
      await this.#options.beforeWatch?.(this.#round.signal);
    }
  }

  async #watchOnce(): Promise<void> {
    const { client, resource, namespace, labelSelector, keep } = this.#options;
    const secondsLeft = Math.ceil((this.#relistAt() - Date.now()) / 1000);
    this.#connection = new AbortController();
    this.#watching = true;
    const { silent } = await client.watch(resource, {
      namespace,
      labelSelector,
      resourceVersion: this.#resourceVersion,
      inactivityMilliseconds: this.#options.inactivityMilliseconds,
      bookmarks: this.#options.bookmarks,
      timeoutSeconds: Math.max(
        1,
        Math.min(
          this.#options.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
          secondsLeft,
        ),
      ),
      signal: AbortSignal.any([this.#round.signal, this.#connection.signal]),
      onAlive: () => {
        this.#lastHeardAt = Date.now();
      },
      onEvent: ({ type, object }) =>
        this.#onEvent({
          type,
          object: keep && type !== 'BOOKMARK' ? keep(object) : object,
        }),
    });
    this.#watching = false;
    if (silent) {
      this.#options.onSilence?.();
    }
  }

  async #onEvent({ type, object }: WatchEvent) {
    if (type !== 'BOOKMARK') {
      await this.#apply(type === 'DELETED' ? 'delete' : 'set', object);
    }
    const { resourceVersion } = object.metadata;
    this.#resourceVersion = resourceVersion ?? this.#resourceVersion;
  }

  async #apply(type: 'set' | 'delete', object: KubernetesObject) {
    if (this.cache.apply(type, object)) {
      await this.#options.onChange({ type, object });
    }
  }

  async #recover(error: unknown): Promise<void> {
    if (this.#stopped.signal.aborted || this.#round.signal.aborted) {
      return;
    }
    const { client, resource, logger } = this.#options;
    const message = error instanceof Error ? error.message : String(error);
    const what = `${resource.plural}.${resource.group} in cluster '${client.cluster}'`;
    this.#failures += 1;
    this.#restarts += 1;
    if (this.#failures === 1 && (isGone(error) || this.#lastListedAt)) {
      // Connections drop and versions get too old all the time: only a list that fails as well means
      // that the cluster cannot be read.
      logger.debug(`Listing ${what} again: ${message}`);
      await wait(
        backoffMilliseconds(1, this.#initialBackoff()),
        this.#round.signal,
      );
      return;
    }
    this.#synced = false;
    this.#error = message;
    this.#statusCode =
      error instanceof KubernetesApiError ? error.statusCode : undefined;
    const asked =
      error instanceof KubernetesApiError
        ? error.retryAfterMilliseconds ?? 0
        : 0;
    const pause = Math.max(
      asked,
      backoffMilliseconds(
        this.#failures,
        this.#initialBackoff(),
        this.#options.longestBackoffMilliseconds,
      ),
    );
    this.#nextListAt = Date.now() + pause;
    this.#reportStatus();
    logger.warn(
      `Cannot keep ${what} in sync, trying again in ${Math.round(
        pause / 1000,
      )} s: ${message}`,
    );
    await wait(pause, this.#round.signal);
  }

  #relistAt(): number {
    return this.#nextListAt ?? 0;
  }

  #initialBackoff(): number {
    return this.#options.initialBackoffMilliseconds ?? 500;
  }

  #reportStatus(): void {
    try {
      this.#options.onStatus?.(this.status());
    } catch (error) {
      this.#options.logger.warn(`A status handler failed: ${error}`);
    }
  }
}
