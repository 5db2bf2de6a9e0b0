import { useRef } from 'react';
import { LiveRead } from './useLiveRead';

/** A page of a list, with the way to others. */
type Page = LiveRead<unknown> & { next?: () => void; previous?: () => void };

/**
 * Keeps what was shown while something else is read, so that nothing jumps and
 * the button that was pressed keeps the focus. It turns no pages meanwhile.
 *
 * @param subject - What is shown; nothing is kept for another one.
 */
export function useKept<T extends Page>(subject: string, page: T): T {
  const kept = useRef<{ subject: string; page: T }>();
  if (!page.isPending) {
    kept.current = page.value === undefined ? undefined : { subject, page };
    return page;
  }
  if (kept.current?.subject !== subject) {
    return page;
  }
  const { next, previous } = kept.current.page;
  return {
    ...kept.current.page,
    isPending: true,
    next: next && wait,
    previous: previous && wait,
  };
}

function wait(): void {}
