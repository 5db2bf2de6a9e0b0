import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';

/** A filter that is kept in the address, so that it can be shared and survives a reload. */
export function useAddressFilter<T extends object>(options: {
  parse: (query: URLSearchParams) => T;
  stringify: (filter: T) => URLSearchParams;
}): { filter: T; change: (change: Partial<T>) => void } {
  const { parse, stringify } = options;
  const [query, setQuery] = useSearchParams();
  const change = useCallback(
    (changed: Partial<T>) =>
      setQuery(current => stringify({ ...parse(current), ...changed }), {
        replace: true,
      }),
    [setQuery, parse, stringify],
  );
  return { filter: parse(query), change };
}
