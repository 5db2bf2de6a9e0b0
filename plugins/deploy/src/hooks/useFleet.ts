import { useApi } from '@backstage/core-plugin-api';
import { MatrixQuery, MatrixResponse } from '@openportal/plugin-deploy-common';
import { deployApiRef } from '../api/deployApiRef';
import { useKept } from './useKept';
import { LiveRead, useLiveRead } from './useLiveRead';
import { usePages } from './usePages';

/** Entities a page. */
export const PAGE_SIZE = 50;

const ACTIVE_INTERVAL_MS = 15_000;
const IDLE_INTERVAL_MS = 60_000;
/** Many applications change at the same time; they are read together. */
const SIGNAL_SPACING_MS = 5_000;

/** A page of what runs where, and the way to the ones before and after it. */
export type Fleet = LiveRead<MatrixResponse> & {
  /** How many entities are before this page. */
  offset: number;
  next?: () => void;
  previous?: () => void;
};

/** What runs where, as far as a filter leaves it, page by page, live. */
export function useFleet(query: MatrixQuery): Fleet {
  const api = useApi(deployApiRef);
  const queryKey = JSON.stringify(query);
  const pages = usePages(queryKey);
  const read = useLiveRead<MatrixResponse>({
    key: `${queryKey} ${pages.cursor ?? ''}`,
    read: ({ signal }) =>
      api.getMatrix(
        { ...query, limit: PAGE_SIZE, cursor: pages.cursor },
        { signal },
      ),
    intervalMs: matrix =>
      matrix && matrix.activeOperations.length > 0
        ? ACTIVE_INTERVAL_MS
        : IDLE_INTERVAL_MS,
    // Of the thousands of applications that signal, the page shows a few. A new operation is shown whatever it is about.
    isAbout: (signal, matrix) =>
      signal.operationId !== undefined ||
      (matrix?.items.some(({ entityRef }) => entityRef === signal.entityRef) ??
        false),
    signalSpacingMs: SIGNAL_SPACING_MS,
  });
  return useKept('fleet', {
    ...read,
    offset: pages.index * PAGE_SIZE,
    next: pages.next(read.value?.nextCursor),
    previous: pages.previous,
  });
}
