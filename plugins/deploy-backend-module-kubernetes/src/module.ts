import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { DefaultKubernetesClient } from '@openportal/kubernetes-node';
import { deployAdaptersExtensionPoint } from '@openportal/plugin-deploy-node';
import { WorkloadSource } from '@openportal/plugin-deploy-node/kubernetes';
import { KubernetesObserver } from './KubernetesObserver';
import { readKubernetesConfig } from './readConfig';

/**
 * Adds Kubernetes to the deploy plugin: its workloads tell what runs.
 *
 * @public
 */
export const deployModuleKubernetes = createBackendModule({
  pluginId: 'deploy',
  moduleId: 'kubernetes',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        adapters: deployAdaptersExtensionPoint,
      },
      async init({ config, lifecycle, logger, adapters }) {
        const kubernetes = readKubernetesConfig(config);
        if (!kubernetes) {
          logger.info(
            'The workloads of Kubernetes are not observed: deploy.kubernetes is not set',
          );
          return;
        }
        const observer = new KubernetesObserver({
          ...kubernetes,
          sources: kubernetes.clusters.map(
            cluster =>
              new WorkloadSource({
                client: DefaultKubernetesClient.create(cluster),
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
