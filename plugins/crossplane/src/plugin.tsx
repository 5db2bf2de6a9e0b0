import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  OverridableFrontendPlugin,
  PageBlueprint,
  RouteRef,
  SubRouteRef,
} from '@backstage/frontend-plugin-api';
import { RiShoppingBasketLine } from '@remixicon/react';
import { createCrossplaneClient } from './api/createCrossplaneClient';
import { crossplaneApiRef } from './api/crossplaneApiRef';
import { orderFormFieldExtensions } from './fields/orderFormFieldExtensions';
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
 * @remarks
 *
 * The type leaves out the extensions one by one: the compiler writes their
 * parameters in an order that changes from run to run.
 *
 * @public
 */
export const crossplanePlugin: OverridableFrontendPlugin<{
  orders: RouteRef;
  order: SubRouteRef<{
    cluster: string;
    namespace: string;
    xrd: string;
    name: string;
  }>;
}> = createFrontendPlugin({
  pluginId: 'crossplane',
  title: 'Orders',
  icon: <RiShoppingBasketLine />,
  info: { packageJson: () => import('../package.json') },
  routes: { orders: ordersRouteRef, order: orderRouteRef },
  extensions: [crossplaneApi, ordersPage, ...orderFormFieldExtensions],
});
