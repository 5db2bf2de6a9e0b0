import {
  CrossplaneApi,
  OrderLayer,
  OrderLayerState,
  OrderList,
  OrderPullRequest,
  OrderRef,
  OrderStatus,
  OrderSummary,
} from '@openportal/plugin-crossplane-common';

/** The order of the tests. */
export const ref: OrderRef = {
  cluster: 'platform',
  namespace: 'team-alpha',
  xrd: 'dnsrecords.network.openportal.dev',
  name: 'www',
};

/** Path of the order's page. */
export const orderPath =
  '/orders/platform/team-alpha/dnsrecords.network.openportal.dev/www';

/** A layer that says which it is and how it is doing. */
export function layer(
  id: OrderLayer['id'],
  state: OrderLayerState,
  overrides: Partial<OrderLayer> = {},
): OrderLayer {
  return {
    id,
    state,
    message: `${id} is ${state}`,
    links: [],
    resources: [],
    ...overrides,
  };
}

/** An order that is ready. */
export function order(overrides: Partial<OrderStatus> = {}): OrderStatus {
  return {
    ref,
    kind: 'DNSRecord',
    state: 'ready',
    links: [],
    layers: [
      layer('pullRequest', 'ready'),
      layer('flux', 'ready'),
      layer('compositeResource', 'ready'),
      layer('composition', 'ready'),
      layer('providers', 'ready'),
    ],
    pullRequests: [],
    flux: [],
    providers: [],
    file: {
      repository: 'sandbox/catalog-orders',
      path: 'namespaces/team-alpha/dnsrecords/www.yaml',
      url: 'https://github.example/www.yaml',
      exists: true,
    },
    orphaned: false,
    prune: false,
    drift: [],
    allowed: { update: true, delete: true, restore: true },
    hints: [],
    observedAt: '2026-01-01T10:00:00.000Z',
    ...overrides,
  };
}

/** A merged pull request. */
export function pullRequest(
  overrides: Partial<OrderPullRequest> = {},
): OrderPullRequest {
  return {
    number: 7,
    url: 'https://github.example/pull/7',
    title: 'Order DNSRecord www',
    operation: 'create',
    state: 'merged',
    checks: [],
    reviews: { approvedBy: [], changesRequestedBy: [], required: false },
    ...overrides,
  };
}

/** A line of the list. */
export function summary(overrides: Partial<OrderSummary> = {}): OrderSummary {
  return {
    ref,
    kind: 'DNSRecord',
    state: 'ready',
    message: 'All is well',
    ...overrides,
  };
}

/** A list with all its orders on one page. */
export function orderList(
  items: OrderSummary[] = [],
  overrides: Partial<OrderList> = {},
): OrderList {
  return {
    items,
    totalItems: items.length,
    facets: { clusters: [], namespaces: [], xrds: [], requesters: [] },
    unreadable: [],
    ...overrides,
  };
}

/** An API that knows nothing but what a test gives it. */
export function fakeApi(overrides: Partial<CrossplaneApi> = {}): CrossplaneApi {
  const unexpected = async (): Promise<never> => {
    throw new Error('Not expected in this test');
  };
  return {
    getOrder: async () => order(),
    listOrders: async () => orderList(),
    listOrderRevisions: async () => ({ items: [], truncated: false }),
    getOrderRevision: unexpected,
    getOrderForm: unexpected,
    previewOrder: unexpected,
    listNamespaces: unexpected,
    getIngestorStatus: async () => ({ clusters: [] }),
    refreshIngestor: unexpected,
    troubleshoot: unexpected,
    findDefinitions: unexpected,
    ...overrides,
  };
}

/** An error as the client of the backend throws it. */
export function refusedBy(
  status: number,
  name: string,
  message: string,
): Error {
  const cause = Object.assign(new Error(message), { name });
  return Object.assign(new Error(`Request failed with ${status}`, { cause }), {
    name: 'ResponseError',
    statusCode: status,
  });
}
