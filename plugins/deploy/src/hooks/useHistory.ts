import { useApi } from '@backstage/core-plugin-api';
import {
  HistoryQuery,
  HistoryResponse,
} from '@openportal/plugin-deploy-common';
import { useEffect, useRef } from 'react';
import { deployApiRef } from '../api/deployApiRef';
import { useKept } from './useKept';
import { LiveRead, useLiveRead } from './useLiveRead';
import { usePages } from './usePages';

/** Operations a page. */
export const PAGE_SIZE = 20;

/** A page of the operations of an entity, and the way to newer and older ones. */
export type OperationHistory = LiveRead<HistoryResponse> & {
  /** How many operations are before this page. */
  offset: number;
  next?: () => void;
  previous?: () => void;
};

/**
 * The operations that a filter leaves, newest first, page by page.
 *
 * @param changedAt - Changes when there is something new; then the page is read again.
 */
export function useHistory(
  entityRef: string,
  query: HistoryQuery,
  changedAt: string,
): OperationHistory {
  const api = useApi(deployApiRef);
  const queryKey = JSON.stringify([entityRef, query]);
  const pages = usePages(queryKey);
  const read = useLiveRead<HistoryResponse>({
    key: `${queryKey} ${pages.cursor ?? ''}`,
    read: ({ signal }) =>
      api.getHistory(entityRef, {
        ...query,
        limit: PAGE_SIZE,
        cursor: pages.cursor,
        signal,
      }),
    // Whoever shows the history knows when it changed.
    intervalMs: () => 'never',
  });
  const { reload } = read;
  const shownAt = useRef(changedAt);
  useEffect(() => {
    if (shownAt.current !== changedAt) {
      shownAt.current = changedAt;
      reload();
    }
  }, [changedAt, reload]);
  return useKept(entityRef, {
    ...read,
    offset: pages.index * PAGE_SIZE,
    next: pages.next(read.value?.nextCursor),
    previous: pages.previous,
  });
}
