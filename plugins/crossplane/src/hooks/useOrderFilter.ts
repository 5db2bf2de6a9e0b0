import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  OrderFilter,
  parseOrderFilter,
  stringifyOrderFilter,
} from '../model/orderFilter';

/** The filter of the list, kept in the address so that it can be shared and survives a reload. */
export function useOrderFilter(): {
  filter: OrderFilter;
  change: (change: Partial<OrderFilter>) => void;
} {
  const [query, setQuery] = useSearchParams();
  const change = useCallback(
    (changed: Partial<OrderFilter>) =>
      setQuery(
        current =>
          stringifyOrderFilter({ ...parseOrderFilter(current), ...changed }),
        { replace: true },
      ),
    [setQuery],
  );
  return { filter: parseOrderFilter(query), change };
}
