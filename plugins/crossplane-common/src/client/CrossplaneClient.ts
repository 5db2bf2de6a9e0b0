import { ResponseError } from '@backstage/errors';
import { OrderRef } from '../order/orderRef';
import { IngestorStatus, OrderList, OrderStatus } from '../order/statusTypes';

/**
 * The HTTP API of the crossplane backend.
 *
 * @public
 */
export interface CrossplaneApi {
  /** All layers of one order. */
  getOrder(ref: OrderRef): Promise<OrderStatus>;
  /** Orders of the namespaces that the caller may see. */
  listOrders(filter?: {
    cluster?: string;
    namespace?: string;
    xrd?: string;
  }): Promise<OrderList>;
  /** State of the ingestor by cluster. */
  getIngestorStatus(): Promise<IngestorStatus>;
}

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
    const path = [ref.cluster, ref.namespace, ref.xrd, ref.name]
      .map(encodeURIComponent)
      .join('/');
    return this.#get(`/orders/${path}`);
  }

  /** {@inheritdoc CrossplaneApi.listOrders} */
  async listOrders(
    filter: { cluster?: string; namespace?: string; xrd?: string } = {},
  ): Promise<OrderList> {
    const query = new URLSearchParams(
      Object.entries(filter).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      ),
    );
    return this.#get(`/orders?${query}`);
  }

  /** {@inheritdoc CrossplaneApi.getIngestorStatus} */
  async getIngestorStatus(): Promise<IngestorStatus> {
    return this.#get('/ingestor/status');
  }

  async #get<T>(path: string): Promise<T> {
    const baseUrl = await this.#discoveryApi.getBaseUrl('crossplane');
    const response = await this.#fetchApi.fetch(`${baseUrl}${path}`);
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response.json();
  }
}
