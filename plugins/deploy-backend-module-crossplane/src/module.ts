import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { DatabaseGithubLimits } from '@openportal/github-node';
import { DefaultKubernetesClient } from '@openportal/kubernetes-node';
import { deployAdaptersExtensionPoint } from '@openportal/plugin-deploy-node';
import { CrossplaneObserver } from './CrossplaneObserver';
import { OrderDesiredState } from './OrderDesiredState';
import { readCrossplaneDeployConfig } from './readConfig';

/**
 * Adds Crossplane to the deploy plugin: fields of ordered resources say what should run, and the resources what does.
 *
 * @public
 */
export const deployModuleCrossplane = createBackendModule({
  pluginId: 'deploy',
  moduleId: 'crossplane',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        database: coreServices.database,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        adapters: deployAdaptersExtensionPoint,
      },
      async init({ config, database, lifecycle, logger, adapters }) {
        const crossplane = readCrossplaneDeployConfig(config);
        if (!crossplane) {
          logger.info(
            'Resources of Crossplane are not deployed: deploy.crossplane is not set',
          );
          return;
        }
        const { clusters, kinds, orders } = crossplane;
        const observer = new CrossplaneObserver({
          clients: clusters.map(cluster =>
            DefaultKubernetesClient.create(cluster),
          ),
          kinds,
          logger,
        });
        lifecycle.addShutdownHook(() => observer.stop());
        adapters.addObserver(observer);
        if (!orders) {
          logger.info(
            'Resources of Crossplane are observed and not changed: idp.orders is not set',
          );
          return;
        }
        adapters.addDesiredState(
          new OrderDesiredState({
            integrations: ScmIntegrations.fromConfig(config),
            orders,
            clusters: clusters.map(({ name }) => name),
            kinds,
            logger,
            limits: await DatabaseGithubLimits.create(database),
          }),
        );
      },
    });
  },
});
