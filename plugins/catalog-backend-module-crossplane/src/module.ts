import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { openDatabase } from '@openportal/database-node';
import { DefaultKubernetesClient } from '@openportal/kubernetes-node';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { readProviderConfigs } from './config/readProviderConfigs';
import { createListMeter, observeIngestors } from './metrics';
import { TemplateRelationProcessor } from './processor/TemplateRelationProcessor';
import { CrossplaneIngestor } from './provider/CrossplaneIngestor';
import { createIngestorRouter } from './service/createIngestorRouter';
import { createBucketReader } from './store/BucketReader';
import { createBacklogMeter } from './store/CatalogBacklog';
import { ClusterStore } from './store/ClusterStore';
import { LeaseStore } from './store/LeaseStore';
import { migrations } from './store/migrations';
import { DatabaseSnapshotStore } from './store/SnapshotStore';
import { TemplateNameStore } from './store/TemplateNameStore';

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
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
      },
      async init(deps) {
        const { catalog, config, events, lifecycle, logger, metrics } = deps;
        const knex = await openDatabase(deps.database, migrations);
        const leases = new LeaseStore(knex);
        const lists = createListMeter(metrics);
        // A name for people, and no other process has it.
        const replica = `${hostname()}-${randomUUID().slice(0, 8)}`;
        const ingestors = readProviderConfigs(config).map(
          ({ id, clusters, convert, staleAfterMilliseconds, warnings }) =>
            new CrossplaneIngestor({
              id,
              warnings,
              replica,
              clients: clusters.map(cluster =>
                DefaultKubernetesClient.create(cluster),
              ),
              convert,
              times: { staleAfterMilliseconds },
              leases,
              clusters: new ClusterStore(knex, leases),
              store: new DatabaseSnapshotStore(knex, leases),
              names: new TemplateNameStore(knex, leases),
              readBucket: createBucketReader(knex, logger),
              hasBacklog: createBacklogMeter(knex, logger),
              events,
              lists,
              logger: logger.child({ crossplaneProvider: id }),
            }),
        );
        for (const warning of new Set(
          ingestors.flatMap(({ warnings }) => warnings),
        )) {
          logger.warn(warning);
        }
        catalog.addProcessor(new TemplateRelationProcessor());
        for (const ingestor of ingestors) {
          catalog.addEntityProvider(ingestor.providers);
        }
        observeIngestors(metrics, ingestors);
        deps.httpRouter.use(
          createIngestorRouter({ ingestors, httpAuth: deps.httpAuth }),
        );
        lifecycle.addStartupHook(() => {
          for (const ingestor of ingestors) {
            ingestor.start();
          }
        });
        lifecycle.addShutdownHook(async () => {
          await Promise.all(ingestors.map(ingestor => ingestor.stop()));
        });
      },
    });
  },
});
