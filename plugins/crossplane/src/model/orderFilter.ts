import {
  OrderLayerState,
  OrderListFilter,
} from '@openportal/plugin-crossplane-common';

/** What the list of orders is narrowed down to, as the address of the page says it. */
export type OrderFilter = {
  search: string;
  cluster: string;
  namespace: string;
  xrd: string;
  state: OrderLayerState | '';
  isMine: boolean;
  sort: NonNullable<OrderListFilter['sort']>;
  direction: 'asc' | 'desc';
};

/** States in the order in which they want attention. */
export const ORDER_STATES: OrderLayerState[] = [
  'failed',
  'progressing',
  'waiting',
  'ready',
  'unknown',
];

const SORTS: OrderFilter['sort'][] = [
  'name',
  'namespace',
  'kind',
  'state',
  'createdAt',
];

/** Reads a filter from an address. What is not understood is left out. */
export function parseOrderFilter(query: URLSearchParams): OrderFilter {
  const text = (key: string) => query.get(key)?.slice(0, 200) ?? '';
  return {
    search: text('search'),
    cluster: text('cluster'),
    namespace: text('namespace'),
    xrd: text('xrd'),
    state: ORDER_STATES.find(state => state === query.get('state')) ?? '',
    isMine: query.get('mine') === 'true',
    sort: SORTS.find(sort => sort === query.get('sort')) ?? 'name',
    direction: query.get('direction') === 'desc' ? 'desc' : 'asc',
  };
}

/** Writes a filter to an address; what is the default is left out. */
export function stringifyOrderFilter(filter: OrderFilter): URLSearchParams {
  const { isMine, sort, direction, ...texts } = filter;
  const query = new URLSearchParams(
    Object.entries(texts).filter(([, value]) => value !== ''),
  );
  if (isMine) {
    query.set('mine', 'true');
  }
  if (sort !== 'name') {
    query.set('sort', sort);
  }
  if (direction !== 'asc') {
    query.set('direction', direction);
  }
  return query;
}

/** True when a filter leaves orders out. */
export function isNarrowed(filter: OrderFilter): boolean {
  const { search, cluster, namespace, xrd, state, isMine } = filter;
  return isMine || [search, cluster, namespace, xrd, state].some(Boolean);
}

/**
 * The filter as the API takes it.
 *
 * @param user - entity reference of who looks
 */
export function toListFilter(
  filter: OrderFilter,
  user: string | undefined,
): OrderListFilter {
  const { isMine, sort, direction, state, ...texts } = filter;
  return {
    ...Object.fromEntries(
      Object.entries(texts).filter(([, value]) => value !== ''),
    ),
    ...(state ? { state } : {}),
    ...(isMine && user ? { requestedBy: user } : {}),
    sort,
    direction,
  };
}
