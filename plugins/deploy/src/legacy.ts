/**
 * The deploy plugin for apps on the old frontend system.
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
import { createDeployClient } from './api/createDeployClient';
import { deployApiRef } from './api/deployApiRef';
import {
  creationLinkRouteRef,
  creationRouteRef,
  deployRootRouteRef,
  deployTabRouteRef,
  diffLinkRouteRef,
  diffRouteRef,
  fleetLinkRouteRef,
  operationLinkRouteRef,
  operationRouteRef,
  tabLinkRouteRef,
} from './routes';

export { isDeployAvailable } from './model/isDeployAvailable';

/**
 * The plugin for `createApp` of `@backstage/app-defaults`.
 *
 * @public
 */
export const deployPlugin = createPlugin({
  id: 'deploy',
  apis: [
    createApiFactory({
      api: deployApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: createDeployClient,
    }),
  ],
  routes: {
    root: deployRootRouteRef,
    operation: operationRouteRef,
    diff: diffRouteRef,
    creation: creationRouteRef,
    entityContent: deployTabRouteRef,
  },
  externalRoutes: {
    tab: tabLinkRouteRef,
    fleet: fleetLinkRouteRef,
    operation: operationLinkRouteRef,
    diff: diffLinkRouteRef,
    creation: creationLinkRouteRef,
  },
});

/**
 * What runs where, and the pages of operations, comparisons and new applications:
 * `<Route path="/deploy" element={<DeployPage />} />`.
 *
 * @public
 */
export const DeployPage: () => JSX.Element = deployPlugin.provide(
  createRoutableExtension({
    name: 'DeployPage',
    component: () =>
      import('./components/DeployPage/LegacyDeployPage').then(
        module => module.LegacyDeployPage,
      ),
    mountPoint: deployRootRouteRef,
  }),
);

/**
 * The Deploy tab: `<EntityLayout.Route path="/deploy" title="Deploy">`.
 *
 * @public
 */
export const EntityDeployContent: () => JSX.Element = deployPlugin.provide(
  createRoutableExtension({
    name: 'EntityDeployContent',
    component: () =>
      import('./components/DeployTab').then(module => module.EntityDeployTab),
    mountPoint: deployTabRouteRef,
  }),
);

/**
 * The card of an entity page that shows every environment at a glance:
 * `<EntitySwitch.Case if={isDeployAvailable}><EntityDeployCard /></EntitySwitch.Case>`.
 *
 * @public
 */
export const EntityDeployCard: () => JSX.Element | null = deployPlugin.provide(
  createComponentExtension({
    name: 'EntityDeployCard',
    component: {
      lazy: () =>
        import('./components/OverviewCard').then(
          module => module.EntityOverviewCard,
        ),
    },
  }),
);
