import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { RiShoppingBasketLine } from '@remixicon/react';
import { createCrossplaneClient } from './api/createCrossplaneClient';
import { crossplaneApiRef } from './api/crossplaneApiRef';
import { orderRouteRef, ordersRouteRef } from './routes';

const crossplaneApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: crossplaneApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: createCrossplaneClient,
    }),
});

const ordersPage = PageBlueprint.make({
  params: {
    path: '/orders',
    title: 'Orders',
    icon: <RiShoppingBasketLine />,
    routeRef: ordersRouteRef,
    loader: () =>
      import('./components/OrdersPage').then(module => <module.OrdersPage />),
  },
});

/**
 * The plugin for apps on the new frontend system.
 *
 * @public
 */
export const crossplanePlugin = createFrontendPlugin({
  pluginId: 'crossplane',
  title: 'Orders',
  icon: <RiShoppingBasketLine />,
  info: { packageJson: () => import('../package.json') },
  routes: { orders: ordersRouteRef, order: orderRouteRef },
  extensions: [crossplaneApi, ordersPage],
});
