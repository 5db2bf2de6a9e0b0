import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { DatabaseGithubLimits } from '@openportal/github-node';
import {
  crossplaneIngestorPermissions,
  crossplanePermissions,
  parseNamespaceRef,
} from '@openportal/plugin-crossplane-common';
import { Clusters } from './cluster/Clusters';
import { readCrossplaneConfig } from './config/readCrossplaneConfig';
import { OrderRepositories } from './github/OrderRepositories';
import { IngestorClient } from './ingestor/IngestorClient';
import { CatalogKinds } from './list/CatalogKinds';
import { OrderListService } from './list/OrderListService';
import { OrderEvents } from './live/OrderEvents';
import { NamespaceService } from './orders/NamespaceService';
import { OrderForms } from './orders/OrderForms';
import { OrderGit } from './orders/OrderGit';
import { OrderPreviews } from './orders/OrderPreviews';
import { OrderRevisions } from './orders/OrderRevisions';
import { NamespaceAccess } from './permissions/NamespaceAccess';
import {
  crossplaneNamespaceResourceRef,
  namespaceRules,
} from './permissions/namespaceRules';
import { createRouter } from './routes/createRouter';
import { OrderStatusService } from './status/OrderStatusService';
import { TroubleshootService } from './troubleshoot/TroubleshootService';

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
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        signals: signalsServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init(deps) {
        const { logger, permissionsRegistry } = deps;
        const config = readCrossplaneConfig(deps.config);
        permissionsRegistry.addResourceType({
          resourceRef: crossplaneNamespaceResourceRef,
          permissions: crossplanePermissions,
          rules: namespaceRules,
          // A namespace is its name: nothing has to be looked up.
          getResources: async refs => refs.map(parseNamespaceRef),
        });
        permissionsRegistry.addPermissions(crossplaneIngestorPermissions);

        const clusters = Clusters.create(config.clusters);
        const repositories =
          config.orders &&
          new OrderRepositories(config.orders, {
            integrations: ScmIntegrations.fromConfig(deps.config),
            logger,
            limits: await DatabaseGithubLimits.create(deps.database),
          });
        const git = new OrderGit(repositories);
        const orders = new OrderStatusService({
          clusters,
          git,
          fluxNamespace: config.fluxNamespace,
          prune: config.prune,
        });
        const ingestor = new IngestorClient(deps);
        const list = new OrderListService({
          clusters,
          repositories,
          catalog: new CatalogKinds({
            ...deps,
            ingestor,
            settings: config.ingestors,
          }),
        });
        const orderEvents = new OrderEvents({
          ...deps,
          orders,
          list,
          repositories,
        });
        deps.lifecycle.addStartupHook(() => orderEvents.subscribe());
        deps.httpRouter.use(
          createRouter(
            {
              auth: deps.auth,
              httpAuth: deps.httpAuth,
              auditor: deps.auditor,
              access: new NamespaceAccess({
                permissions: deps.permissions,
                registry: permissionsRegistry,
              }),
            },
            {
              orders,
              list,
              ingestor,
              revisions: new OrderRevisions({ clusters, git }),
              forms: new OrderForms({
                clusters,
                git,
                catalog: deps.catalog,
                annotationPrefix: config.annotationPrefix,
              }),
              previews: new OrderPreviews({
                clusters,
                git,
                config: config.orders,
              }),
              namespaces: new NamespaceService({ clusters, repositories }),
              userInfo: deps.userInfo,
              troubleshoot: new TroubleshootService({
                clusters,
                catalog: deps.catalog,
                ingestor,
                settings: config.ingestors,
                fluxNamespace: config.fluxNamespace,
                orderRepositories: config.orders?.allowedRepositories ?? [],
              }),
            },
          ),
        );
      },
    });
  },
});
