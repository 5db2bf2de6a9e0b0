import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  ExternalRouteRef,
  fetchApiRef,
  OverridableFrontendPlugin,
  PageBlueprint,
  RouteRef,
  SubRouteRef,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
  EntityIconLinkBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { RiShoppingBasketLine } from '@remixicon/react';
import { createCrossplaneClient } from './api/createCrossplaneClient';
import { crossplaneApiRef } from './api/crossplaneApiRef';
import { orderFormFieldExtensions } from './fields/orderFormFieldExtensions';
import { isOrderTemplate, useTemplateCheck } from './hooks/useTemplateCheck';
import { isOrderAvailable } from './model/isOrderAvailable';
import {
  ingestorRouteRef,
  orderRouteRef,
  ordersRouteRef,
  orderTabRouteRef,
  taskRouteRef,
  templatesRouteRef,
  troubleshootRouteRef,
} from './routes';

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

const orderStatusCard = EntityCardBlueprint.make({
  name: 'order-status',
  params: {
    type: 'info',
    filter: isOrderAvailable,
    loader: () =>
      import('./components/OrderEntity').then(module => (
        <module.OrderStatusCard />
      )),
  },
});

const orderTab = EntityContentBlueprint.make({
  name: 'order',
  params: {
    path: '/order',
    title: 'Order',
    group: 'deployment',
    icon: <RiShoppingBasketLine />,
    routeRef: orderTabRouteRef,
    filter: isOrderAvailable,
    loader: () =>
      import('./components/OrderEntity').then(module => (
        <module.OrderEntityTab />
      )),
  },
});

const templateCheck = EntityIconLinkBlueprint.make({
  name: 'check-template',
  params: { filter: isOrderTemplate, useProps: useTemplateCheck },
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
export const crossplanePlugin: OverridableFrontendPlugin<
  {
    orders: RouteRef;
    order: SubRouteRef<{
      cluster: string;
      namespace: string;
      xrd: string;
      name: string;
    }>;
    ingestor: SubRouteRef;
    troubleshoot: SubRouteRef;
    entityContent: RouteRef;
  },
  {
    templates: ExternalRouteRef;
    task: ExternalRouteRef<{ taskId: string }>;
  }
> = createFrontendPlugin({
  pluginId: 'crossplane',
  title: 'Orders',
  icon: <RiShoppingBasketLine />,
  info: { packageJson: () => import('../package.json') },
  routes: {
    orders: ordersRouteRef,
    order: orderRouteRef,
    ingestor: ingestorRouteRef,
    troubleshoot: troubleshootRouteRef,
    entityContent: orderTabRouteRef,
  },
  externalRoutes: { templates: templatesRouteRef, task: taskRouteRef },
  extensions: [
    crossplaneApi,
    ordersPage,
    orderStatusCard,
    orderTab,
    templateCheck,
    ...orderFormFieldExtensions,
  ],
});
