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
import { deployTabRouteRef } from './routes';

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
  routes: { entityContent: deployTabRouteRef },
});

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
 * The card of the overview with what runs where:
 * `<EntitySwitch.Case if={isDeployAvailable}><EntityDeployOverviewCard /></EntitySwitch.Case>`.
 *
 * @public
 */
export const EntityDeployOverviewCard: () => JSX.Element = deployPlugin.provide(
  createComponentExtension({
    name: 'EntityDeployOverviewCard',
    component: {
      lazy: () =>
        import('./components/OverviewCard').then(
          module => module.EntityOverviewCard,
        ),
    },
  }),
);
