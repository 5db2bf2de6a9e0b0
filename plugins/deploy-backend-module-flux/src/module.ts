import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { DefaultKubernetesClient } from '@openportal/kubernetes-node';
import { deployAdaptersExtensionPoint } from '@openportal/plugin-deploy-node';
import { FluxCluster } from './FluxCluster';
import { FluxObserver } from './FluxObserver';
import { readFluxConfig } from './readConfig';

/**
 * Adds Flux to the deploy plugin: it tells what runs.
 *
 * @public
 */
export const deployModuleFlux = createBackendModule({
  pluginId: 'deploy',
  moduleId: 'flux',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        adapters: deployAdaptersExtensionPoint,
      },
      async init({ config, lifecycle, logger, adapters }) {
        const flux = readFluxConfig(config);
        if (!flux) {
          logger.info('Flux is not observed: deploy.flux is not set');
          return;
        }
        const observer = new FluxObserver({
          ...flux,
          clusters: flux.clusters.map(
            cluster =>
              new FluxCluster({
                client: DefaultKubernetesClient.create(cluster),
                helm: flux.helm,
                logger,
              }),
          ),
        });
        lifecycle.addShutdownHook(() => observer.stop());
        adapters.addObserver(observer);
      },
    });
  },
});
