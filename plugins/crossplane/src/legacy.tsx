/**
 * The crossplane plugin for apps on the old frontend system.
 *
 * @packageDocumentation
 */
import {
  createApiFactory,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { createCrossplaneClient } from './api/createCrossplaneClient';
import { crossplaneApiRef } from './api/crossplaneApiRef';
import { orderRouteRef, ordersRouteRef } from './routes';

/**
 * The plugin for `createApp` of `@backstage/app-defaults`.
 *
 * @public
 */
export const crossplanePlugin = createPlugin({
  id: 'crossplane',
  apis: [
    createApiFactory({
      api: crossplaneApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: createCrossplaneClient,
    }),
  ],
  routes: { orders: ordersRouteRef, order: orderRouteRef },
});

/**
 * The orders pages: `<Route path="/orders" element={<OrdersPage />} />`.
 *
 * @public
 */
export const OrdersPage: () => JSX.Element = crossplanePlugin.provide(
  createRoutableExtension({
    name: 'OrdersPage',
    component: () =>
      import('./components/OrdersPage').then(module => module.LegacyOrdersPage),
    mountPoint: ordersRouteRef,
  }),
);
