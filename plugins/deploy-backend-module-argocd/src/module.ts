import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { deployAdaptersExtensionPoint } from '@openportal/plugin-deploy-node';
import { createObserver } from './createObserver';
import { readArgocdConfig } from './readConfig';

/**
 * Adds Argo CD to the deploy plugin: it tells what runs.
 *
 * @public
 */
export const deployModuleArgocd = createBackendModule({
  pluginId: 'deploy',
  moduleId: 'argocd',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        adapters: deployAdaptersExtensionPoint,
      },
      async init({ config, lifecycle, logger, adapters }) {
        const argocd = readArgocdConfig(config);
        if (!argocd) {
          logger.info('Argo CD is not observed: deploy.argocd is not set');
          return;
        }
        const observer = createObserver(argocd, logger);
        lifecycle.addShutdownHook(() => observer.stop());
        adapters.addObserver(observer);
      },
    });
  },
});
