import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  DefaultGithubCredentialsProvider,
  ScmIntegrations,
} from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { openDatabase } from '@openportal/database-node';
import { readClusters } from '@openportal/kubernetes-node';
import { sharedPathWarning } from '@openportal/plugin-crossplane-node';
import { createIdpActions } from './actions/createIdpActions';
import { readGithubPatience } from './config/readGithubPatience';
import { readIdpConfig } from './config/readIdpConfig';
import { OrderReconciler } from './reconcile/OrderReconciler';
import { migrations } from './store/migrations';
import { OrderIntents } from './store/OrderIntents';

/**
 * The scaffolder actions of the developer platform: repositories and orders, and the job that settles orders whose task
 * cannot.
 *
 * @public
 */
export const scaffolderModuleIdp = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'idp',
  register(env) {
    env.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auditor: coreServices.auditor,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        scheduler: coreServices.scheduler,
      },
      async init({ actions, config, database, logger, scheduler, ...deps }) {
        const integrations = ScmIntegrations.fromConfig(config);
        const services = {
          ...deps,
          config: readIdpConfig(config),
          integrations,
          clusters: readClusters(config),
          intents: new OrderIntents(await openDatabase(database, migrations)),
          ...(await readGithubPatience(config, database)),
          credentialsProvider:
            DefaultGithubCredentialsProvider.fromIntegrations(integrations),
        };
        actions.addActions(...createIdpActions(services));
        const { orders } = services.config;
        if (orders) {
          const warning = sharedPathWarning(
            orders,
            services.clusters.map(({ name }) => name),
          );
          if (warning) {
            logger.warn(warning);
          }
          const reconciler = new OrderReconciler(
            // A job that is due every minute comes back by itself.
            { ...services, maxWaitMs: 0 },
            orders,
            logger,
          );
          await scheduler.scheduleTask({
            id: 'openportal-reconcile-orders',
            frequency: { minutes: 1 },
            timeout: { minutes: 2 },
            initialDelay: { seconds: 30 },
            fn: signal => reconciler.run(signal),
          });
        }
      },
    });
  },
});
