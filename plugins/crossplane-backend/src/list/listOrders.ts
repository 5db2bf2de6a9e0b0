import { InputError } from '@backstage/errors';
import {
  CrossplaneNamespace,
  OrderLayerState,
  OrderList,
  OrderListFilter,
  OrderSummary,
  stringifyOrderRef,
} from '@openportal/plugin-crossplane-common';

const DEFAULT_LIMIT = 100;
const MAX_FACETS = 500;

/** What needs people comes first. */
const STATES: OrderLayerState[] = [
  'failed',
  'waiting',
  'progressing',
  'unknown',
  'ready',
];

/** Chooses, sorts and cuts a page out of everything that was read; what the caller may not see is gone first. */
export function selectPage(
  all: OrderSummary[],
  filter: OrderListFilter,
  mayRead: (target: CrossplaneNamespace) => boolean,
): Pick<OrderList, 'items' | 'totalItems' | 'nextCursor' | 'facets'> {
  const readable = rememberDecisions(all, mayRead);
  const found = readable.filter(order => matches(order, filter));
  const sort = filter.sort ?? 'name';
  const sign = filter.direction === 'desc' ? -1 : 1;
  const keyed = found
    .map(order => ({ order, key: keyOf(order, sort) }))
    .sort((a, b) => sign * compareKeys(a.key, b.key));
  const after = filter.cursor ? readCursor(filter.cursor) : undefined;
  // By key and not by position: what comes and goes between two pages moves nothing.
  const start = after
    ? keyed.findIndex(({ key }) => sign * compareKeys(key, after) > 0)
    : 0;
  const limit = filter.limit ?? DEFAULT_LIMIT;
  const page = start < 0 ? [] : keyed.slice(start, start + limit);
  const last = page.at(-1);
  const isMore = start >= 0 && start + limit < keyed.length;
  return {
    items: page.map(({ order }) => order),
    totalItems: found.length,
    ...(isMore && last ? { nextCursor: writeCursor(last.key) } : {}),
    facets: toFacets(readable),
  };
}

/** One decision for each namespace, however many orders it has. */
function rememberDecisions(
  all: OrderSummary[],
  mayRead: (target: CrossplaneNamespace) => boolean,
): OrderSummary[] {
  const decisions = new Map<string, boolean>();
  return all.filter(({ ref }) => {
    const key = `${ref.cluster}/${ref.namespace}`;
    const known = decisions.get(key);
    if (known !== undefined) {
      return known;
    }
    const decision = mayRead(ref);
    decisions.set(key, decision);
    return decision;
  });
}

function matches(order: OrderSummary, filter: OrderListFilter): boolean {
  const { ref, kind, state, requestedBy = '' } = order;
  const search = filter.search?.trim().toLowerCase();
  return (
    (!filter.cluster || ref.cluster === filter.cluster) &&
    (!filter.namespace || ref.namespace === filter.namespace) &&
    (!filter.xrd || ref.xrd === filter.xrd) &&
    (!filter.state || state === filter.state) &&
    (!filter.requestedBy || requestedBy === filter.requestedBy) &&
    (!search ||
      [ref.name, ref.namespace, kind, requestedBy].some(text =>
        text.toLowerCase().includes(search),
      ))
  );
}

type Key = [value: string, identity: string];

function keyOf(
  order: OrderSummary,
  sort: NonNullable<OrderListFilter['sort']>,
): Key {
  const identity = stringifyOrderRef(order.ref);
  switch (sort) {
    case 'namespace':
      return [order.ref.namespace, identity];
    case 'kind':
      return [order.kind, identity];
    case 'state':
      return [String(STATES.indexOf(order.state)), identity];
    case 'createdAt':
      return [order.createdAt ?? '', identity];
    default:
      return [order.ref.name, identity];
  }
}

/** By code unit, the same on every machine; the identity decides where values are the same. */
function compareKeys(a: Key, b: Key): number {
  return compareText(a[0], b[0]) || compareText(a[1], b[1]);
}

function compareText(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

function writeCursor(key: Key): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

function readCursor(cursor: string): Key {
  try {
    const parsed: unknown = JSON.parse(
      Buffer.from(cursor, 'base64url').toString('utf8'),
    );
    if (
      Array.isArray(parsed) &&
      parsed.length === 2 &&
      parsed.every(part => typeof part === 'string')
    ) {
      return [parsed[0], parsed[1]];
    }
  } catch {
    // Falls through to the error below.
  }
  throw new InputError(
    `cursor '${cursor.slice(
      0,
      40,
    )}' is not one of this list: use 'nextCursor' of the page before, or leave it out`,
  );
}

function toFacets(orders: OrderSummary[]): OrderList['facets'] {
  const names = (values: string[]) =>
    [...new Set(values)].sort(compareText).slice(0, MAX_FACETS);
  const kinds = new Map(orders.map(({ ref, kind }) => [ref.xrd, kind]));
  return {
    clusters: names(orders.map(({ ref }) => ref.cluster)),
    namespaces: names(orders.map(({ ref }) => ref.namespace)),
    xrds: names([...kinds.keys()]).map(name => ({
      name,
      kind: kinds.get(name) ?? name,
    })),
    requesters: names(orders.flatMap(({ requestedBy }) => requestedBy ?? [])),
  };
}
