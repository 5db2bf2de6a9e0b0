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
    let response: ResponseContext;
    try {
      response = await this.#request(request);
    } catch (error) {
      if (isCertificateProblem(error)) {
        this.#connection.reset();
      }
      throw this.#unreachable(action, error);
    }
    if (response.httpStatusCode === 401) {
      this.#connection.reset();
    }
    if (response.httpStatusCode >= 300) {
      const body = await response.body.text().catch(() => '');
      throw toApiError({
        cluster: this.#cluster,
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

  async #request(request: TransportRequest): Promise<ResponseContext> {
    const library = await loadClientLibrary();
    const connection = await this.#connection.open(request.signal);
    const url = new URL(`${connection.url}${request.path}`);
    for (const [key, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) {
        url.searchParams.set(key, value);
      }
    }
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
