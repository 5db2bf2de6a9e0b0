import { useRouteRef } from '@backstage/core-plugin-api';
import { OrderRef } from '@openportal/plugin-crossplane-common';
import { useCallback } from 'react';
import { orderRouteRef } from '../routes';

/** Gives the path of an order's page, wherever the app put the orders. */
export function useOrderPath(): (ref: OrderRef) => string {
  const route = useRouteRef(orderRouteRef);
  return useCallback(
    ({ cluster, namespace, xrd, name }: OrderRef) =>
      route({ cluster, namespace, xrd, name }),
    [route],
  );
}
