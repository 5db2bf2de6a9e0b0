import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { deployAdaptersExtensionPoint } from '@openportal/plugin-deploy-node';
import { ManifestDesiredState } from './ManifestDesiredState';
import { readDefaultHost } from './readConfig';

/**
 * Adds the `manifest` strategy to the deploy plugin: what runs is written in manifests in GitHub repositories.
 *
 * @public
 */
export const deployModuleGithub = createBackendModule({
  pluginId: 'deploy',
  moduleId: 'github',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        adapters: deployAdaptersExtensionPoint,
      },
      async init({ config, logger, adapters }) {
        adapters.addDesiredState(
          new ManifestDesiredState({
            integrations: ScmIntegrations.fromConfig(config),
            defaultHost: readDefaultHost(config),
            logger,
          }),
        );
      },
    });
  },
});
