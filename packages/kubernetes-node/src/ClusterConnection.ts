import type { RequestContext } from '@kubernetes/client-node';
import { stat } from 'node:fs/promises';
import { loadClientLibrary, toKubeConfig } from './kubeConfig';
import { ClusterDetails } from './readClusters';

/** Signing in is done once for the requests of this time; files and plugins are asked again after it. */
const CREDENTIALS_LIFETIME_MILLISECONDS = 10_000;
/** Rebuilding the connection pool now and then picks up rotated certificates. */
const POOL_LIFETIME_MILLISECONDS = 10 * 60 * 1000;
/** A cluster that refuses us is not a reason to read the files for each of a thousand requests. */
const SHORTEST_RESET_MILLISECONDS = 1_000;

type Dispatcher = NonNullable<ReturnType<RequestContext['getDispatcher']>>;

interface Credentials {
  headers: Record<string, string>;
  url: string;
  madeAt: number;
}

/**
 * How to reach one cluster: headers, address and connection pool, read again when tokens, certificates or the
 * kubeconfig change. The library signs in and makes a pool for every request; this does it every few seconds.
 */
export class ClusterConnection {
  readonly #cluster: ClusterDetails;
  #kubeConfig: ReturnType<typeof toKubeConfig> | undefined;
  #fileVersion: number | undefined;
  #credentials: Credentials | undefined;
  #pool: { dispatcher: Dispatcher | undefined; madeAt: number } | undefined;
  #signingIn: Promise<Credentials> | undefined;
  #resetAt = 0;

  constructor(cluster: ClusterDetails) {
    this.#cluster = cluster;
  }

  /** Waits for the credentials at most until the signal aborts; a plugin that hangs blocks nobody. */
  async open(signal: AbortSignal): Promise<{
    headers: Record<string, string>;
    url: string;
    dispatcher: Dispatcher | undefined;
  }> {
    const { headers, url } = await untilAborted(this.#valid(), signal);
    return { headers, url, dispatcher: this.#pool?.dispatcher };
  }

  /** Forgets what was read, after the cluster refused it: a token or a certificate may have rotated. */
  reset(): void {
    if (Date.now() - this.#resetAt < SHORTEST_RESET_MILLISECONDS) {
      return;
    }
    this.#resetAt = Date.now();
    this.#kubeConfig = undefined;
    this.#credentials = undefined;
    this.#retirePool();
  }

  async #valid(): Promise<Credentials> {
    const known = this.#credentials;
    if (
      known &&
      Date.now() - known.madeAt < CREDENTIALS_LIFETIME_MILLISECONDS
    ) {
      return known;
    }
    this.#signingIn ??= this.#signIn().finally(() => {
      this.#signingIn = undefined;
    });
    return this.#signingIn;
  }

  async #signIn(): Promise<Credentials> {
    await this.#noticeNewFile();
    const library = await loadClientLibrary();
    this.#kubeConfig ??= toKubeConfig(this.#cluster).catch(error => {
      // A file that is missing now may be there at the next call.
      this.#kubeConfig = undefined;
      throw error;
    });
    const kubeConfig = await this.#kubeConfig;
    const url = (
      kubeConfig.getCurrentCluster()?.server ?? this.#cluster.url
    ).replace(/\/+$/, '');
    const context = new library.RequestContext(url, library.HttpMethod.GET);
    await kubeConfig.applySecurityAuthentication(context);
    const fresh = context.getDispatcher();
    const pool = this.#pool;
    if (pool && Date.now() - pool.madeAt < POOL_LIFETIME_MILLISECONDS) {
      fresh?.close().catch(() => {});
    } else {
      this.#retirePool();
      this.#pool = { dispatcher: patient(fresh), madeAt: Date.now() };
    }
    this.#credentials = {
      headers: context.getHeaders(),
      url,
      madeAt: Date.now(),
    };
    return this.#credentials;
  }

  async #noticeNewFile(): Promise<void> {
    const { authentication } = this.#cluster;
    if (authentication.type !== 'kubeconfig') {
      return;
    }
    const version = (await stat(authentication.file)).mtimeMs;
    if (this.#fileVersion !== undefined && this.#fileVersion !== version) {
      this.#kubeConfig = undefined;
      this.#retirePool();
    }
    this.#fileVersion = version;
  }

  #retirePool(): void {
    // Closing waits for the requests that still run on the old pool.
    this.#pool?.dispatcher?.close().catch(() => {});
    this.#pool = undefined;
  }
}

/** A quiet watch is no failure: the pool would end it after five minutes. */
function patient(dispatcher: Dispatcher | undefined): Dispatcher | undefined {
  return dispatcher?.compose(
    dispatch => (options, handler) =>
      dispatch({ ...options, bodyTimeout: 0 }, handler),
  );
}

async function untilAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    if (signal.aborted) {
      onAbort();
    }
    signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
