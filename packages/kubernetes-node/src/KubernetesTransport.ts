import type {
  HttpMethod,
  RequestContext,
  ResponseContext,
} from '@kubernetes/client-node';
import { KubernetesApiError, toApiError } from './errors';
import { loadClientLibrary, toKubeConfig } from './kubeConfig';
import { ClusterDetails } from './readClusters';

/** Rebuilding the connection pool now and then picks up rotated certificates. */
const POOL_LIFETIME_MILLISECONDS = 10 * 60 * 1000;
const MAX_ERROR_BODY_LENGTH = 10_000;

type Dispatcher = NonNullable<ReturnType<RequestContext['getDispatcher']>>;

export interface TransportRequest {
  method: HttpMethod;
  path: string;
  query?: Record<string, string | undefined>;
  body?: unknown;
  contentType?: string;
  signal: AbortSignal;
}

/**
 * Sends requests to one cluster with the client library's authentication and TLS.
 * The library makes a new connection pool for every request; this keeps one.
 */
export class KubernetesTransport {
  readonly #cluster: ClusterDetails;
  #pool: { dispatcher: Dispatcher | undefined; madeAt: number } | undefined;
  #kubeConfig: ReturnType<typeof toKubeConfig> | undefined;

  constructor(cluster: ClusterDetails) {
    this.#cluster = cluster;
  }

  async send(request: TransportRequest): Promise<ResponseContext> {
    const action = `${request.method} ${request.path}`;
    let response: ResponseContext;
    try {
      const library = await loadClientLibrary();
      const context = await this.#prepare(request, library.RequestContext);
      response = await new library.IsomorphicFetchHttpLibrary()
        .send(context)
        .toPromise();
    } catch (error) {
      throw this.#unreachable(action, error);
    }
    if (response.httpStatusCode >= 300) {
      const body = await response.body.text().catch(() => '');
      throw toApiError({
        cluster: this.#cluster.name,
        statusCode: response.httpStatusCode,
        body: body.slice(0, MAX_ERROR_BODY_LENGTH),
        retryAfter: response.headers['retry-after'],
        action,
      });
    }
    return response;
  }

  async json(request: TransportRequest): Promise<unknown> {
    const response = await this.send(request);
    try {
      return JSON.parse(await response.body.text());
    } catch (error) {
      throw this.#unreachable(`${request.method} ${request.path}`, error);
    }
  }

  async #prepare(
    request: TransportRequest,
    RequestContextClass: typeof RequestContext,
  ): Promise<RequestContext> {
    const url = new URL(`${this.#cluster.url}${request.path}`);
    for (const [key, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) {
        url.searchParams.set(key, value);
      }
    }
    const context = new RequestContextClass(url.toString(), request.method);
    context.setSignal(request.signal);
    context.setHeaderParam('Accept', 'application/json');
    if (request.body !== undefined) {
      context.setHeaderParam(
        'Content-Type',
        request.contentType ?? 'application/json',
      );
      context.setBody(JSON.stringify(request.body));
    }
    await this.#authenticate(context);
    return context;
  }

  async #authenticate(context: RequestContext): Promise<void> {
    this.#kubeConfig ??= toKubeConfig(this.#cluster).catch(error => {
      // A file that is missing now may be there at the next call.
      this.#kubeConfig = undefined;
      throw error;
    });
    const kubeConfig = await this.#kubeConfig;
    await kubeConfig.applySecurityAuthentication(context);
    const fresh = context.getDispatcher();
    const pool = this.#pool;
    if (pool && Date.now() - pool.madeAt < POOL_LIFETIME_MILLISECONDS) {
      if (pool.dispatcher) {
        context.setDispatcher(pool.dispatcher);
        fresh?.close().catch(() => {});
      }
      return;
    }
    this.#pool = { dispatcher: fresh, madeAt: Date.now() };
    // Closing waits for the requests that still run on the old pool.
    pool?.dispatcher?.close().catch(() => {});
  }

  #unreachable(action: string, error: unknown): KubernetesApiError {
    const cause =
      error instanceof Error && error.cause instanceof Error
        ? error.cause
        : error;
    const detail = cause instanceof Error ? cause.message : String(cause);
    return new KubernetesApiError({
      cluster: this.#cluster.name,
      message: `Cluster '${
        this.#cluster.name
      }' did not answer ${action}: ${detail}`,
      cause: error,
    });
  }
}
