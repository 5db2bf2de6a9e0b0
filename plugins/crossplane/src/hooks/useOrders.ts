import { useApi } from '@backstage/core-plugin-api';
import {
  OrderList,
  OrderListFilter,
} from '@openportal/plugin-crossplane-common';
import { useState } from 'react';
import { crossplaneApiRef } from '../api/crossplaneApiRef';
import { LiveRead, useLiveRead } from './useLiveRead';

/** Orders a page. */
export const PAGE_SIZE = 50;

const CHANGING_INTERVAL_MS = 5_000;
const SETTLED_INTERVAL_MS = 60_000;
/** All orders of all people signal: a burst of them is one read. */
const SIGNAL_SPACING_MS = 2_000;

/** A page of orders, and the way to the ones before and after it. */
export type Orders = LiveRead<OrderList> & {
  offset: number;
  next?: () => void;
  previous?: () => void;
};

/**
 * The orders that a filter leaves, page by page, live. Another filter starts
 * at the first page.
 */
export function useOrders(filter: OrderListFilter): Orders {
  const api = useApi(crossplaneApiRef);
  const filterKey = JSON.stringify(filter);
  const [position, setPosition] = useState<{
    filterKey: string;
    cursors: string[];
  }>({ filterKey, cursors: [] });
  const cursors = position.filterKey === filterKey ? position.cursors : [];
  const cursor = cursors.at(-1);
  const read = useLiveRead({
    key: `${filterKey} ${cursor ?? ''}`,
    read: () => api.listOrders({ ...filter, limit: PAGE_SIZE, cursor }),
    intervalMs: list =>
      list?.items.some(({ state }) => state === 'progressing')
        ? CHANGING_INTERVAL_MS
        : SETTLED_INTERVAL_MS,
    // A new order has a hint that the list does not know yet.
    isAbout: () => true,
    signalSpacingMs: SIGNAL_SPACING_MS,
  });
  const nextCursor = read.value?.nextCursor;
  return {
    ...read,
    offset: cursors.length * PAGE_SIZE,
    next: nextCursor
      ? () => setPosition({ filterKey, cursors: [...cursors, nextCursor] })
      : undefined,
    previous:
      cursors.length > 0
        ? () => setPosition({ filterKey, cursors: cursors.slice(0, -1) })
        : undefined,
  };
}
