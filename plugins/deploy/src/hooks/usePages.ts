import { useState } from 'react';

/** Where somebody is in a list that is read page by page. */
export type Pages = {
  cursor?: string;
  /** How many pages are before this one. */
  index: number;
  /** Gives the way on, where there is one. */
  next: (cursor: string | undefined) => (() => void) | undefined;
  previous?: () => void;
};

/**
 * Keeps the cursors of the pages that were turned. Another key, for example
 * another filter, starts at the first page.
 */
export function usePages(key: string): Pages {
  const [position, setPosition] = useState<{ key: string; cursors: string[] }>({
    key,
    cursors: [],
  });
  const cursors = position.key === key ? position.cursors : [];
  return {
    cursor: cursors.at(-1),
    index: cursors.length,
    next: cursor =>
      cursor === undefined
        ? undefined
        : () => setPosition({ key, cursors: [...cursors, cursor] }),
    previous:
      cursors.length > 0
        ? () => setPosition({ key, cursors: cursors.slice(0, -1) })
        : undefined,
  };
}
