import {
  OrderLayer,
  OrderLayerResource,
  OrderLayerState,
  OrderStatus,
} from '@openportal/plugin-crossplane-common';

const XRD = 'dnsrecords.network.openportal.dev';
const SINCE = '2026-01-01T10:00:00.000Z';

function layer(
  id: OrderLayer['id'],
  state: OrderLayerState,
  message: string,
  overrides: Partial<OrderLayer> = {},
): OrderLayer {
  return { id, state, message, links: [], resources: [], ...overrides };
}

function resource(
  kind: string,
  name: string,
  isReady: boolean,
  overrides: Partial<OrderLayerResource> = {},
): OrderLayerResource {
  return {
    apiVersion: 'example.org/v1',
    kind,
    name,
    state: isReady ? 'ready' : 'failed',
    conditions: [
      {
        type: 'Synced',
        status: isReady ? 'True' : 'False',
        reason: isReady ? 'ReconcileSuccess' : 'ReconcileError',
        message: isReady
          ? undefined
          : 'cannot create record: the zone example.org does not exist in account 0123456789',
        lastTransitionTime: SINCE,
      },
      {
        type: 'Ready',
        status: isReady ? 'True' : 'False',
        reason: isReady ? 'Available' : 'Creating',
        lastTransitionTime: SINCE,
      },
    ],
    ...overrides,
  };
}

const readyOrder: OrderStatus = {
  ref: { cluster: 'platform', namespace: 'team-alpha', xrd: XRD, name: 'www' },
  kind: 'DNSRecord',
  state: 'ready',
  requestedBy: 'user:default/developer',
  createdAt: SINCE,
  links: [{ title: 'www.example.org', url: 'https://www.example.org' }],
  layers: [
    layer('pullRequest', 'ready', 'Pull request #12 is merged.'),
    layer('flux', 'ready', 'Flux applied the revision with this order.'),
    layer('compositeResource', 'ready', 'The DNSRecord is ready.', {
      resources: [
        resource('DNSRecord', 'www', true, { namespace: 'team-alpha' }),
      ],
    }),
    layer('composition', 'ready', 'All 2 resources are made.'),
    layer('providers', 'ready', 'All 2 resources are ready.', {
      resources: [
        resource('Record', 'www-7k2m9', true),
        resource('Zone', 'www-x81qd', true),
      ],
    }),
  ],
  pullRequests: [
    {
      number: 12,
      url: 'https://github.example/pull/12',
      title: 'Order DNSRecord www for team-alpha',
      operation: 'create',
      state: 'merged',
      mergedBy: 'portal',
      mergedAt: SINCE,
      checks: [{ name: 'validate', state: 'passed' }],
      reviews: { approvedBy: ['ada'], changesRequestedBy: [], required: false },
    },
  ],
  flux: [
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      name: 'orders-sync',
      namespace: 'flux-system',
      state: 'ready',
      suspended: false,
      revision: 'main@sha1:4f0c2d9a7f6b',
      containsOrder: true,
    },
  ],
  composition: {
    name: 'dnsrecords',
    revision: 'dnsrecords-3f1c',
    updatePolicy: 'Automatic',
    steps: [
      {
        step: 'render',
        function: 'function-go-templating',
        healthy: true,
      },
      { step: 'ready', function: 'function-auto-ready', healthy: true },
    ],
  },
  providers: [{ name: 'provider-dns', package: 'dns:v1.2.0', healthy: true }],
  connectionDetails: {
    secrets: [{ name: 'www-connection', namespace: 'team-alpha' }],
    keys: ['username', 'password'],
  },
  file: {
    repository: 'sandbox/catalog-orders',
    path: 'namespaces/team-alpha/dnsrecords/www.yaml',
    url: 'https://github.example/www.yaml',
    exists: true,
    revision: 'b'.repeat(40),
  },
  orphaned: false,
  drift: [],
  allowed: { update: true, delete: true, restore: true },
  hints: [],
  observedAt: SINCE,
};

/** An order that a provider cannot make. */
export const failedOrder: OrderStatus = {
  ...readyOrder,
  ref: { ...readyOrder.ref, name: 'shop' },
  state: 'failed',
  failingLayer: 'providers',
  failure: {
    category: 'provider',
    layer: 'providers',
    cause: 'not-found',
    message:
      'cannot create record: the zone example.org does not exist in account 0123456789',
    fix: 'Order the zone first, or correct spec.zone of this order.',
    responsible: 'requester',
    resource: {
      apiVersion: 'example.org/v1',
      kind: 'Record',
      name: 'shop-7k2m9',
    },
    link: { title: 'The file in git', url: 'https://github.example/shop.yaml' },
  },
  links: [],
  layers: [
    ...readyOrder.layers.slice(0, 4),
    layer('providers', 'failed', '1 of 3 resources fails.', {
      fix: 'Order the zone first, or correct spec.zone of this order.',
      resources: [
        resource('Site', 'shop-a1b2c', false, {
          state: 'progressing',
          children: [
            resource('Record', 'shop-7k2m9', false),
            resource('Zone', 'shop-x81qd', true),
          ],
          omittedChildren: 4,
        }),
      ],
    }),
  ],
  drift: ['spec.ttl'],
};

const waitingOrder: OrderStatus = {
  ...readyOrder,
  ref: { ...readyOrder.ref, namespace: 'team-beta', name: 'mail' },
  state: 'waiting',
  links: [],
  layers: [
    layer('pullRequest', 'waiting', 'Pull request #14 waits for an approval.', {
      fix: 'Ask a reviewer of the orders repository.',
    }),
    layer('flux', 'waiting', 'Nothing to apply yet.'),
    layer('compositeResource', 'waiting', 'Not made yet.'),
    layer('composition', 'waiting', 'Not made yet.'),
    layer('providers', 'unknown', 'The cluster does not answer.'),
  ],
  pullRequests: [
    {
      ...readyOrder.pullRequests[0],
      number: 14,
      title: 'Order DNSRecord mail for team-beta',
      state: 'open',
      mergedBy: undefined,
      mergedAt: undefined,
      createdAt: SINCE,
      mergeable: 'blocked',
      autoMerge: true,
      checks: [
        { name: 'validate', state: 'failed', url: 'https://ci.example/1' },
        { name: 'policy', state: 'pending' },
      ],
      reviews: { approvedBy: [], changesRequestedBy: [], required: true },
    },
  ],
  composition: undefined,
  connectionDetails: undefined,
  file: { ...readyOrder.file!, exists: false, url: undefined },
  allowed: { update: false, delete: false, restore: false },
};

const orphanedOrder: OrderStatus = {
  ...readyOrder,
  ref: { ...readyOrder.ref, name: 'old' },
  orphaned: true,
  file: { ...readyOrder.file!, exists: false, url: undefined },
};

/** One order in each state that looks different. */
export const exampleOrders = [
  readyOrder,
  failedOrder,
  waitingOrder,
  orphanedOrder,
];
