import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
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

/**
 * The plugin for apps on the new frontend system.
 *
 * @public
 */
export const deployPlugin = createFrontendPlugin({
  pluginId: 'deploy',
  title: 'Deploy',
  icon: <RiRocketLine />,
  info: { packageJson: () => import('../package.json') },
  routes: { entityContent: deployTabRouteRef },
  extensions: [deployApi, deployTab],
});
