import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import { deployAdaptersExtensionPoint } from '@openportal/plugin-deploy-node';
import { RegistryArtifactSource } from './RegistryArtifactSource';
import { readRegistriesConfig } from './readConfig';

/**
 * Adds the container registries of `deploy.registries` to the deploy plugin.
 *
 * @public
 */
export const deployModuleRegistry = createBackendModule({
  pluginId: 'deploy',
  moduleId: 'registry',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        adapters: deployAdaptersExtensionPoint,
      },
      async init({ config, logger, adapters }) {
        adapters.addArtifactSource(
          new RegistryArtifactSource({
            registries: readRegistriesConfig(config),
            integrations: ScmIntegrations.fromConfig(config),
            aws: DefaultAwsCredentialsManager.fromConfig(config),
            logger,
          }),
        );
      },
    });
  },
});
