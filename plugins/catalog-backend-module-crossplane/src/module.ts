import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { DefaultKubernetesClient } from '@openportal/kubernetes-node';
import { readProviderConfigs } from './config/readProviderConfigs';
import { CrossplaneIngestor } from './provider/CrossplaneIngestor';
import { createIngestorRouter } from './service/createIngestorRouter';
import { DatabaseSnapshotStore } from './store/SnapshotStore';

/**
 * Turns Crossplane XRDs into Template and API entities and their instances into Resource entities.
 *
 * @public
 */
export const catalogModuleCrossplane = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'crossplane',
  register(env) {
    env.registerInit({
      deps: {
        catalog: catalogProcessingExtensionPoint,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
      },
      async init(deps) {
        const { catalog, config, database, lifecycle, logger } = deps;
        const providers = readProviderConfigs(config);
        const store = await DatabaseSnapshotStore.create(database);
        const ingestors = providers.map(
          ({ id, clusters, convert }) =>
            new CrossplaneIngestor({
              id,
              clients: clusters.map(cluster =>
                DefaultKubernetesClient.create(cluster),
              ),
              convert,
              store,
              logger: logger.child({ crossplaneProvider: id }),
            }),
        );
        for (const ingestor of ingestors) {
          catalog.addEntityProvider(ingestor.providers);
        }
        deps.httpRouter.use(
          createIngestorRouter({ ingestors, httpAuth: deps.httpAuth }),
        );
        lifecycle.addStartupHook(async () => {
          await Promise.all(ingestors.map(ingestor => ingestor.start()));
        });
        lifecycle.addShutdownHook(async () => {
          await Promise.all(ingestors.map(ingestor => ingestor.stop()));
        });
      },
    });
  },
});
