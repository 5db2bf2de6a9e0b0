import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  actionsRegistryServiceRef,
  metricsServiceRef,
} from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { openDatabase } from '@openportal/database-node';
import {
  deployAdaptersExtensionPoint,
  deploymentPermissionResourceRef,
  deployWebhooksExtensionPoint,
  WebhookRedelivery,
} from '@openportal/plugin-deploy-node';
import { registerActions } from './actions/registerActions';
import { AdapterRegistry } from './adapters/AdapterRegistry';
import { HistoryArtifactSource } from './artifacts/HistoryArtifactSource';
import { readDeployConfig } from './config/readDeployConfig';
import { readRetention } from './config/readRetention';
import { createServices } from './createServices';
import { migrations } from './database/migrations';
import { BackstageNotifier } from './notifications/BackstageNotifier';
import { registerPermissions } from './permissions';
import { createRouter } from './routes/createRouter';
import { createWebhooks } from './webhooks/createWebhooks';
import { readWebhookConfig } from './webhooks/readWebhookConfig';

/**
 * Promotes versions of applications from environment to environment, rolls them back, and tells what runs
 * where.
 *
 * @public
 */
export const deployPlugin = createBackendPlugin({
  pluginId: 'deploy',
  register(env) {
    const adapters = new AdapterRegistry();
    env.registerExtensionPoint(deployAdaptersExtensionPoint, adapters);
    const redeliveries: WebhookRedelivery[] = [];
    env.registerExtensionPoint(deployWebhooksExtensionPoint, {
      addRedelivery: redelivery => redeliveries.push(redelivery),
    });
    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
      },
      async init(deps) {
        const config = readDeployConfig(deps.config);
        if (config.notifications) {
          adapters.addNotifier(
            new BackstageNotifier({ notifications: deps.notifications }),
          );
        }
        registerPermissions(deps);
        const knex = await openDatabase(deps.database, migrations, deps);
        // Last, so that it is asked only where no registry is.
        adapters.addArtifactSource(new HistoryArtifactSource({ knex }));
        const services = createServices({
          ...deps,
          adapters,
          config,
          knex,
          retention: readRetention(deps.config),
          ruleset: deps.permissionsRegistry.getPermissionRuleset(
            deploymentPermissionResourceRef,
          ),
        });
        const webhooks = createWebhooks({
          ...deps,
          config,
          knex,
          webhooks: readWebhookConfig(deps.config),
          redeliveries,
          operations: services.store,
          refresh: ({ app, item }) => services.states.refresh(app, item),
          wakeWorkers: () => services.workers.wake(),
        });
        for (const source of webhooks.sources) {
          deps.httpRouter.addAuthPolicy({
            path: `/webhooks/${source}`,
            allow: 'unauthenticated',
          });
        }
        deps.httpRouter.use(webhooks.router);
        deps.httpRouter.use(
          createRouter({
            config,
            httpAuth: deps.httpAuth,
            auditor: deps.auditor,
            permissions: deps.permissions,
            ...services,
          }),
        );
        registerActions(deps.actionsRegistry, { config, ...services });
        deps.lifecycle.addStartupHook(async () => {
          services.workers.start();
          services.messages.start();
          services.lateWatch.start();
          services.hints.start();
          await webhooks.start();
          await deps.scheduler.scheduleTask({
            id: 'deploy-refresh-states',
            frequency: { milliseconds: config.refresh.frequencyMs },
            timeout: { minutes: 2 },
            initialDelay: { seconds: 5 },
            fn: signal => services.refresher.run(signal),
          });
          await deps.scheduler.scheduleTask({
            id: 'deploy-housekeeping',
            frequency: { minutes: 5 },
            timeout: { minutes: 2 },
            initialDelay: { minutes: 1 },
            fn: signal => services.housekeeper.run(signal),
          });
        });
        deps.lifecycle.addShutdownHook(async () => {
          services.hints.stop();
          await Promise.all([
            services.workers.stop(),
            services.messages.stop(),
            services.lateWatch.stop(),
            webhooks.stop(),
          ]);
        });
      },
    });
  },
});
