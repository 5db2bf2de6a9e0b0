import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  OverridableFrontendPlugin,
  RouteRef,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { RiRocketLine } from '@remixicon/react';
import { createDeployClient } from './api/createDeployClient';
import { deployApiRef } from './api/deployApiRef';
import { isDeployAvailable } from './model/isDeployAvailable';
import { deployTabRouteRef } from './routes';

const deployApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: deployApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: createDeployClient,
    }),
});

const deployTab = EntityContentBlueprint.make({
  params: {
    path: '/deploy',
    title: 'Deploy',
    icon: <RiRocketLine />,
    routeRef: deployTabRouteRef,
    filter: isDeployAvailable,
    loader: () =>
      import('./components/DeployTab').then(module => (
        <module.EntityDeployTab />
      )),
  },
});

const overviewCard = EntityCardBlueprint.make({
  name: 'overview',
  params: {
    type: 'content',
    filter: isDeployAvailable,
    loader: () =>
      import('./components/OverviewCard').then(module => (
        <module.EntityOverviewCard />
      )),
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
export const deployPlugin: OverridableFrontendPlugin<{
  entityContent: RouteRef;
}> = createFrontendPlugin({
  pluginId: 'deploy',
  title: 'Deploy',
  icon: <RiRocketLine />,
  info: { packageJson: () => import('../package.json') },
  routes: { entityContent: deployTabRouteRef },
  extensions: [deployApi, deployTab, overviewCard],
});
