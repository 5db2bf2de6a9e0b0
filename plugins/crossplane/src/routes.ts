import { createRouteRef, createSubRouteRef } from '@backstage/core-plugin-api';

/** The list of orders. Accepted by both frontend systems. */
export const ordersRouteRef = createRouteRef({ id: 'crossplane:orders' });

/** The page of one order. */
export const orderRouteRef = createSubRouteRef({
  id: 'crossplane:order',
  parent: ordersRouteRef,
  path: '/:cluster/:namespace/:xrd/:name',
});
