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
} from '@backstage/plugin-catalog-react/alpha';
import { RiRocketLine } from '@remixicon/react';
import { createDeployClient } from './api/createDeployClient';
import { deployApiRef } from './api/deployApiRef';
import { isDeployAvailable } from './model/isDeployAvailable';
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

const deployApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: deployApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: createDeployClient,
    }),
});

const deployPage = PageBlueprint.make({
  params: {
    path: '/deploy',
    title: 'Deploy',
    icon: <RiRocketLine />,
    routeRef: deployRootRouteRef,
    loader: () =>
      import('./components/DeployPage').then(module => <module.DeployPage />),
  },
});

const deployCard = EntityCardBlueprint.make({
  name: 'deployments',
  params: {
    type: 'info',
    filter: isDeployAvailable,
    loader: () =>
      import('./components/OverviewCard').then(module => (
        <module.EntityOverviewCard />
      )),
  },
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
 * Which entity a page of the deploy plugin is about.
 *
 * @public
 */
export type DeploymentParams = {
  kind: string;
  namespace: string;
  name: string;
};

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
export const deployPlugin: OverridableFrontendPlugin<
  {
    root: RouteRef;
    operation: SubRouteRef<{ id: string }>;
    diff: SubRouteRef<DeploymentParams>;
    creation: SubRouteRef<DeploymentParams>;
    entityContent: RouteRef;
  },
  {
    tab: ExternalRouteRef;
    fleet: ExternalRouteRef;
    operation: ExternalRouteRef<{ id: string }>;
    diff: ExternalRouteRef<DeploymentParams>;
    creation: ExternalRouteRef<DeploymentParams>;
  }
> = createFrontendPlugin({
  pluginId: 'deploy',
  title: 'Deploy',
  icon: <RiRocketLine />,
  info: { packageJson: () => import('../package.json') },
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
  extensions: [deployApi, deployPage, deployCard, deployTab],
});
