/**
 * The crossplane plugin for apps on the old frontend system.
 *
 * @packageDocumentation
 */
import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import {
  createScaffolderFieldExtension,
  FieldExtensionComponent,
} from '@backstage/plugin-scaffolder-react';
import { createCrossplaneClient } from './api/createCrossplaneClient';
import { crossplaneApiRef } from './api/crossplaneApiRef';
import {
  identityField,
  immutableField,
  mapField,
  namespacePickerField,
  orderPreviewField,
  yamlEditorField,
} from './fields/orderFormFields';
import {
  ingestorRouteRef,
  orderRouteRef,
  ordersRouteRef,
  orderTabRouteRef,
  taskRouteRef,
  templatesRouteRef,
  troubleshootRouteRef,
} from './routes';

export { isOrderAvailable } from './model/isOrderAvailable';

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
  routes: {
    orders: ordersRouteRef,
    order: orderRouteRef,
    ingestor: ingestorRouteRef,
    troubleshoot: troubleshootRouteRef,
    entityContent: orderTabRouteRef,
  },
  externalRoutes: { templates: templatesRouteRef, task: taskRouteRef },
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

/**
 * The card of an entity page that shows how its order is doing:
 * `<EntitySwitch.Case if={isOrderAvailable}><EntityOrderStatusCard /></EntitySwitch.Case>`.
 *
 * @public
 */
export const EntityOrderStatusCard: () => JSX.Element | null =
  crossplanePlugin.provide(
    createComponentExtension({
      name: 'EntityOrderStatusCard',
      component: {
        lazy: () =>
          import('./components/OrderEntity').then(
            module => module.OrderStatusCard,
          ),
      },
    }),
  );

/**
 * The tab of an entity page with the layers of its order:
 * `<EntityLayout.Route path="/order" title="Order" if={isOrderAvailable}>`.
 *
 * @public
 */
export const EntityOrderContent: () => JSX.Element = crossplanePlugin.provide(
  createRoutableExtension({
    name: 'EntityOrderContent',
    component: () =>
      import('./components/OrderEntity').then(module => module.OrderEntityTab),
    mountPoint: orderTabRouteRef,
  }),
);

/**
 * The field `CrossplaneNamespacePicker` of the forms of orders, for
 * `<ScaffolderFieldExtensions>`.
 *
 * @public
 */
export const CrossplaneNamespacePickerFieldExtension: FieldExtensionComponent<
  string,
  {}
> = crossplanePlugin.provide(
  createScaffolderFieldExtension(namespacePickerField),
);

/**
 * The field `CrossplaneYamlEditor` of the forms of orders, for
 * `<ScaffolderFieldExtensions>`.
 *
 * @public
 */
export const CrossplaneYamlEditorFieldExtension: FieldExtensionComponent<
  unknown,
  {}
> = crossplanePlugin.provide(createScaffolderFieldExtension(yamlEditorField));

/**
 * The field `CrossplaneMap` of the forms of orders, for
 * `<ScaffolderFieldExtensions>`.
 *
 * @public
 */
export const CrossplaneMapFieldExtension: FieldExtensionComponent<unknown, {}> =
  crossplanePlugin.provide(createScaffolderFieldExtension(mapField));

/**
 * The field `CrossplaneOrderPreview` of the forms of orders, for
 * `<ScaffolderFieldExtensions>`.
 *
 * @public
 */
export const CrossplaneOrderPreviewFieldExtension: FieldExtensionComponent<
  string,
  {}
> = crossplanePlugin.provide(createScaffolderFieldExtension(orderPreviewField));

/**
 * The field `CrossplaneImmutable` of the forms of orders, for
 * `<ScaffolderFieldExtensions>`.
 *
 * @public
 */
export const CrossplaneImmutableFieldExtension: FieldExtensionComponent<
  unknown,
  {}
> = crossplanePlugin.provide(createScaffolderFieldExtension(immutableField));

/**
 * The field `CrossplaneIdentity` of the forms of orders, for
 * `<ScaffolderFieldExtensions>`.
 *
 * @public
 */
export const CrossplaneIdentityFieldExtension: FieldExtensionComponent<
  unknown,
  {}
> = crossplanePlugin.provide(createScaffolderFieldExtension(identityField));
