import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';

/**
 * A filter that is kept in the address, so that it can be shared and survives a
 * reload. Each field is a parameter of its name; an empty one has none. What
 * else the address says stays.
 *
 * @param parse - Reads all fields of the filter; what is not understood is empty.
 */
export function useAddressFilter<T extends Record<string, string>>(
  parse: (query: URLSearchParams) => T,
): { filter: T; change: (change: Partial<T>) => void } {
  const [query, setQuery] = useSearchParams();
  const change = useCallback(
    (changed: Partial<T>) =>
      setQuery(
        current => {
          const next = new URLSearchParams(current);
          for (const [name, value] of Object.entries({
            ...parse(current),
            ...changed,
          })) {
            if (value) {
              next.set(name, value);
            } else {
              next.delete(name);
            }
          }
          return next;
        },
        { replace: true },
      ),
    [setQuery, parse],
  );
  return { filter: parse(query), change };
}
