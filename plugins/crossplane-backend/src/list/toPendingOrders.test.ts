import {
  CompositeResourceDefinition,
  orderBranch,
  OrderSummary,
} from '@openportal/plugin-crossplane-common';
import { OrdersConfig } from '@openportal/plugin-crossplane-node';
import { PendingPull } from './readRepositories';
import { toPendingOrders } from './toPendingOrders';

const current = {
  name: 'v1',
  referenceable: true,
  deprecated: false,
  schema: undefined,
};
const xrd: CompositeResourceDefinition = {
  name: 'things.example.org',
  group: 'example.org',
  kind: 'Thing',
  plural: 'things',
  scope: 'Namespaced',
  orderable: { kind: 'Thing', plural: 'things', namespaced: true },
  versions: [current],
  current,
  compositionRefs: {},
  labels: {},
  annotations: {},
  generation: 1,
};
const config: OrdersConfig = {
  host: 'github.com',
  repository: 'example/orders',
  allowedRepositories: ['example/orders', 'example/more'],
  path: 'namespaces/{namespace}/{plural}/{name}.yaml',
  baseBranch: 'main',
  annotationPrefix: 'terasky.backstage.io',
  prune: false,
  autoMerge: [],
  autoMergeUnchecked: false,
};
const clusters = [
  { cluster: 'one', definitions: [xrd] },
  { cluster: 'two', definitions: [xrd] },
];

function pull(
  name: string,
  options: { cluster?: string; repository?: string } = {},
): PendingPull {
  const { cluster, repository = 'example/orders' } = options;
  const ref = orderBranch(
    { cluster, namespace: 'team-alpha', plural: 'things', name },
    '0'.repeat(24),
  );
  const html_url = `https://github.com/pull/${name}`;
  return {
    repository,
    pull: {
      number: 7,
      html_url,
      created_at: '2026-01-01T00:00:00Z',
      head: { ref } as PendingPull['pull']['head'],
    },
  };
}

const existing: OrderSummary = {
  ref: {
    cluster: 'two',
    namespace: 'team-alpha',
    xrd: xrd.name,
    name: 'www',
  },
  kind: 'Thing',
  state: 'ready',
  message: '',
};

describe('toPendingOrders', () => {
  it('shows a pull request with the order that it changes, wherever that runs', () => {
    const orders = toPendingOrders([existing], [pull('www')], clusters, config);
    expect(orders).toEqual([
      { ...existing, pullRequest: { number: 7, url: expect.any(String) } },
    ]);
  });

  it('shows what is ordered for the first time as an order that waits', () => {
    expect(
      toPendingOrders([existing], [pull('new')], clusters, config),
    ).toMatchObject([
      existing,
      { ref: { cluster: 'one', name: 'new' }, state: 'waiting' },
    ]);
    expect(
      toPendingOrders([], [pull('new', { cluster: 'two' })], clusters, config),
    ).toMatchObject([{ ref: { cluster: 'two' } }]);
  });

  it('leaves out other branches and repositories', () => {
    const other = pull('x', { repository: 'example/more' });
    const strange = pull('x');
    strange.pull.head.ref = 'feature/x';
    expect(toPendingOrders([], [other, strange], clusters, config)).toEqual([]);
    expect(toPendingOrders([], [pull('x')], clusters, undefined)).toEqual([]);
  });
});
