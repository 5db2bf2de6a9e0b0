import type { HttpMethod, ResponseContext } from '@kubernetes/client-node';
import { ClusterConnection } from './ClusterConnection';
import { KubernetesApiError, toApiError } from './errors';
import { loadClientLibrary } from './kubeConfig';
import { ClusterDetails } from './readClusters';

const MAX_ERROR_BODY_LENGTH = 10_000;

export interface TransportRequest {
  method: HttpMethod;
  path: string;
  query?: Record<string, string | undefined>;
  body?: unknown;
  contentType?: string;
  signal: AbortSignal;
}

/** Sends requests to one cluster with the client library's authentication and TLS. */
export class KubernetesTransport {
  readonly #cluster: string;
  readonly #connection: ClusterConnection;

  constructor(cluster: ClusterDetails) {
    this.#cluster = cluster.name;
    this.#connection = new ClusterConnection(cluster);
  }

  async send(request: TransportRequest): Promise<ResponseContext> {
    const action = `${request.method} ${request.path}`;
    const response = await this.#request(request).catch(error =>
      this.#fail(action, error),
    );
    await this.#check(action, {
      statusCode: response.httpStatusCode,
      retryAfter: response.headers['retry-after'],
      text: () => response.body.text(),
    });
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

  /**
   * The answer as it comes. Watches begin anew several times a minute in each cluster, mostly without an event, so they
   * go through the pool itself: the library's `fetch` costs twice the processor time.
   */
  async stream(
    request: TransportRequest,
  ): Promise<AsyncIterable<Uint8Array> | null> {
    const action = `${request.method} ${request.path}`;
    const { url, headers, dispatcher } = await this.#open(request).catch(
      error => this.#fail(action, error),
    );
    if (!dispatcher) {
      return (await this.send(request)).body.stream();
    }
    const {
      statusCode,
      headers: answered,
      body,
    } = await dispatcher
      .request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: request.method,
        headers: { ...headers, Accept: 'application/json' },
        signal: request.signal,
      })
      .catch(error => this.#fail(action, error));
    await this.#check(action, {
      statusCode,
      retryAfter: answered['retry-after']?.toString(),
      text: () => body.text(),
    });
    return body;
  }

  async #open(request: TransportRequest) {
    const connection = await this.#connection.open(request.signal);
    const url = new URL(`${connection.url}${request.path}`);
    for (const [key, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) {
        url.searchParams.set(key, value);
      }
    }
    return { ...connection, url };
  }

  async #request(request: TransportRequest): Promise<ResponseContext> {
    const library = await loadClientLibrary();
    const { url, ...connection } = await this.#open(request);
    const context = new library.RequestContext(url.toString(), request.method);
    context.setSignal(request.signal);
    for (const [name, value] of Object.entries(connection.headers)) {
      context.setHeaderParam(name, value);
    }
    context.setHeaderParam('Accept', 'application/json');
    if (request.body !== undefined) {
      context.setHeaderParam(
        'Content-Type',
        request.contentType ?? 'application/json',
      );
      context.setBody(JSON.stringify(request.body));
    }
    if (connection.dispatcher) {
      context.setDispatcher(connection.dispatcher);
    }
    return new library.IsomorphicFetchHttpLibrary().send(context).toPromise();
  }

  /** Nothing was answered. */
  #fail(action: string, error: unknown): never {
    if (isCertificateProblem(error)) {
      this.#connection.reset();
    }
    throw this.#unreachable(action, error);
  }

  /** Something was answered: whether it is what was asked for. */
  async #check(
    action: string,
    answer: {
      statusCode: number;
      retryAfter: string | undefined;
      text: () => Promise<string>;
    },
  ): Promise<void> {
    if (answer.statusCode === 401) {
      this.#connection.reset();
    }
    if (answer.statusCode >= 300) {
      const body = await answer.text().catch(() => '');
      throw toApiError({
        cluster: this.#cluster,
        statusCode: answer.statusCode,
        body: body.slice(0, MAX_ERROR_BODY_LENGTH),
        retryAfter: answer.retryAfter,
        action,
      });
    }
  }

  #unreachable(action: string, error: unknown): KubernetesApiError {
    const cause = rootCause(error);
    const detail = cause instanceof Error ? cause.message : String(cause);
    return new KubernetesApiError({
      cluster: this.#cluster,
      message: `Cluster '${this.#cluster}' did not answer ${action}: ${detail}`,
      cause: error,
    });
  }
}

function rootCause(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error
    ? error.cause
    : error;
}

/** TLS errors have codes such as `CERT_HAS_EXPIRED` or `UNABLE_TO_VERIFY_LEAF_SIGNATURE`. */
function isCertificateProblem(error: unknown): boolean {
  const { code } = (rootCause(error) ?? {}) as { code?: unknown };
  return /CERT|VERIFY|ERR_TLS|ERR_SSL/.test(String(code ?? ''));
}
