import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { createOctokit } from '@openportal/github-node';
import { DefaultKubernetesClient } from '@openportal/kubernetes-node';
import {
  crossplanePermissions,
  parseNamespaceRef,
} from '@openportal/plugin-crossplane-common';
import { readCrossplaneConfig } from './config/readCrossplaneConfig';
import { NamespaceAccess } from './permissions/NamespaceAccess';
import {
  crossplaneNamespaceResourceRef,
  namespaceRules,
} from './permissions/namespaceRules';
import { createRouter } from './routes/createRouter';
import { IngestorClient } from './sources/IngestorClient';
import { PullRequestSource } from './sources/PullRequestSource';
import { OrderListService } from './status/OrderListService';
import { OrderStatusService } from './status/OrderStatusService';

/**
 * Live status of Crossplane orders by layer.
 *
 * @public
 */
export const crossplanePlugin = createBackendPlugin({
  pluginId: 'crossplane',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
      },
      async init(deps) {
        const { clusters, orders, fluxNamespace } = readCrossplaneConfig(
          deps.config,
        );
        deps.permissionsRegistry.addResourceType({
          resourceRef: crossplaneNamespaceResourceRef,
          permissions: crossplanePermissions,
          rules: namespaceRules,
          // A namespace is its name: nothing has to be looked up.
          getResources: async refs => refs.map(parseNamespaceRef),
        });
        const clients = new Map(
          clusters.map(cluster => [
            cluster.name,
            DefaultKubernetesClient.create(cluster),
          ]),
        );
        const pullRequests =
          orders &&
          new PullRequestSource(
            createOctokit({
              integrations: ScmIntegrations.fromConfig(deps.config),
              host: orders.host,
              owner: orders.owner,
              logger: deps.logger,
            }),
            orders,
          );
        const access = new NamespaceAccess(deps.permissions);
        deps.httpRouter.use(
          createRouter({
            httpAuth: deps.httpAuth,
            access,
            orders: new OrderStatusService({
              clients,
              orders,
              pullRequests,
              fluxNamespace,
            }),
            list: new OrderListService({ clients, pullRequests, access }),
            ingestor: new IngestorClient({
              auth: deps.auth,
              discovery: deps.discovery,
            }),
          }),
        );
      },
    });
  },
});
