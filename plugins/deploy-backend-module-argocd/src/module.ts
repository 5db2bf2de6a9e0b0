import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { DefaultKubernetesClient } from '@openportal/kubernetes-node';
import { deployAdaptersExtensionPoint } from '@openportal/plugin-deploy-node';
import { ArgocdObserver } from './ArgocdObserver';
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
        const observer = new ArgocdObserver({
          client: DefaultKubernetesClient.create(argocd.cluster),
          namespace: argocd.namespace,
          url: argocd.url,
          logger,
        });
        lifecycle.addShutdownHook(() => observer.stop());
        adapters.addObserver(observer);
      },
    });
  },
});
