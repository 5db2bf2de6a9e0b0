import { OrderRef } from '../order/orderRef';
import { OrderList, OrderListFilter, OrderStatus } from '../order/statusTypes';
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
 * The HTTP API of the crossplane backend. Every method throws a `ResponseError` when the backend refuses;
 * its `cause` has the name of the error, for example `NotAllowedError`.
 *
 * @public
 */
export interface CrossplaneApi {
  /** All layers of one order. */
  getOrder(ref: OrderRef): Promise<OrderStatus>;
  /** Orders of the namespaces that the caller may see, one page. */
  listOrders(filter?: OrderListFilter): Promise<OrderList>;
  /** The commits that changed the file of an order, newest first. */
  listOrderRevisions(ref: OrderRef): Promise<OrderRevisionList>;
  /** The file of an order at a commit, with the difference to the current one. */
  getOrderRevision(
    ref: OrderRef,
    revision: string,
  ): Promise<OrderRevisionContent>;
  /** Values for the form that changes an order; needs the permission to update it. */
  getOrderForm(ref: OrderRef): Promise<OrderForm>;
  /**
   * What an order would write, and what is wrong with it.
   *
   * @param options - `signal` gives up the request, for example because the order has changed.
   */
  previewOrder(
    request: OrderPreviewRequest,
    options?: { signal?: AbortSignal },
  ): Promise<OrderPreview>;
  /** Namespaces of a cluster that the caller may order into. */
  listNamespaces(query: NamespaceQuery): Promise<NamespaceList>;
  /** State of the ingestor by cluster. */
  getIngestorStatus(): Promise<IngestorStatus>;
  /** Makes the ingestor read a cluster again, or all of them. */
  refreshIngestor(cluster?: string): Promise<void>;
  /** Why the template of an XRD does not appear, in one cluster or in all. */
  troubleshoot(query: {
    xrd: string;
    cluster?: string;
  }): Promise<TroubleshootReport>;
  /** XRDs that a text may mean: the name or kind of an XRD, or the name, title or reference of a template. */
  findDefinitions(query: { search: string }): Promise<DefinitionMatches>;
}
