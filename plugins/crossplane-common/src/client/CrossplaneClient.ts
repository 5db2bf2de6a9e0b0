import { ResponseError } from '@backstage/errors';
import { OrderRef } from '../order/orderRef';
import { OrderList, OrderListFilter, OrderStatus } from '../order/statusTypes';
import { CrossplaneApi } from './CrossplaneApi';
import {
  DefinitionMatches,
  IngestorStatus,
  TroubleshootReport,
} from './ingestorTypes';
import {
  NamespaceList,
  NamespaceQuery,
  OrderForm,
  OrderPreview,
  OrderPreviewRequest,
  OrderRevisionContent,
  OrderRevisionList,
} from './orderTypes';

/**
 * Client of {@link CrossplaneApi} for browsers and servers.
 *
 * @public
 */
export class CrossplaneClient implements CrossplaneApi {
  readonly #discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  readonly #fetchApi: { fetch: typeof fetch };

  constructor(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi: { fetch: typeof fetch };
  }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  /** {@inheritdoc CrossplaneApi.getOrder} */
  async getOrder(ref: OrderRef): Promise<OrderStatus> {
    return this.#get(orderPath(ref));
  }

  /** {@inheritdoc CrossplaneApi.listOrders} */
  async listOrders(filter: OrderListFilter = {}): Promise<OrderList> {
    return this.#get(`/orders${toQuery({ ...filter })}`);
  }

  /** {@inheritdoc CrossplaneApi.listOrderRevisions} */
  async listOrderRevisions(ref: OrderRef): Promise<OrderRevisionList> {
    return this.#get(`${orderPath(ref)}/revisions`);
  }

  /** {@inheritdoc CrossplaneApi.getOrderRevision} */
  async getOrderRevision(
    ref: OrderRef,
    revision: string,
  ): Promise<OrderRevisionContent> {
    return this.#get(
      `${orderPath(ref)}/revisions/${encodeURIComponent(revision)}`,
    );
  }

  /** {@inheritdoc CrossplaneApi.getOrderForm} */
  async getOrderForm(ref: OrderRef): Promise<OrderForm> {
    return this.#get(`${orderPath(ref)}/form`);
  }

  /** {@inheritdoc CrossplaneApi.previewOrder} */
  async previewOrder(
    request: OrderPreviewRequest,
    options: { signal?: AbortSignal } = {},
  ): Promise<OrderPreview> {
    const response = await this.#post('/orders/preview', request, options);
    return response.json();
  }

  /** {@inheritdoc CrossplaneApi.listNamespaces} */
  async listNamespaces(query: NamespaceQuery): Promise<NamespaceList> {
    return this.#get(`/namespaces${toQuery({ ...query })}`);
  }

  /** {@inheritdoc CrossplaneApi.getIngestorStatus} */
  async getIngestorStatus(): Promise<IngestorStatus> {
    return this.#get('/ingestor/status');
  }

  /** {@inheritdoc CrossplaneApi.refreshIngestor} */
  async refreshIngestor(cluster?: string): Promise<void> {
    await this.#post('/ingestor/refresh', cluster ? { cluster } : {});
  }

  /** {@inheritdoc CrossplaneApi.troubleshoot} */
  async troubleshoot(query: {
    xrd: string;
    cluster?: string;
  }): Promise<TroubleshootReport> {
    return this.#get(`/troubleshoot${toQuery(query)}`);
  }

  /** {@inheritdoc CrossplaneApi.findDefinitions} */
  async findDefinitions(query: { search: string }): Promise<DefinitionMatches> {
    return this.#get(`/troubleshoot/definitions${toQuery(query)}`);
  }

  async #get<T>(path: string): Promise<T> {
    const response = await this.#send(path);
    return response.json();
  }

  async #post(
    path: string,
    body: object,
    options: { signal?: AbortSignal } = {},
  ): Promise<Response> {
    return this.#send(path, {
      ...options,
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async #send(path: string, init?: RequestInit): Promise<Response> {
    const baseUrl = await this.#discoveryApi.getBaseUrl('crossplane');
    const response = await this.#fetchApi.fetch(`${baseUrl}${path}`, init);
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}

function orderPath({ cluster, namespace, xrd, name }: OrderRef): string {
  const segments = [cluster, namespace, xrd, name].map(encodeURIComponent);
  return `/orders/${segments.join('/')}`;
}

function toQuery(values: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) {
      query.set(name, String(value));
    }
  }
  return query.size ? `?${query}` : '';
}
