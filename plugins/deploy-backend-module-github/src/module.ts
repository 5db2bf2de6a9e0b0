import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { DatabaseGithubLimits } from '@openportal/github-node';
import { deployAdaptersExtensionPoint } from '@openportal/plugin-deploy-node';
import { ManifestDesiredState } from './ManifestDesiredState';
import { readDefaultHost, readWriteSpacing } from './readConfig';

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
        database: coreServices.database,
        logger: coreServices.logger,
        adapters: deployAdaptersExtensionPoint,
      },
      async init({ config, database, logger, adapters }) {
        adapters.addDesiredState(
          new ManifestDesiredState({
            integrations: ScmIntegrations.fromConfig(config),
            defaultHost: readDefaultHost(config),
            logger,
            limits: await DatabaseGithubLimits.create(database, {
              writeSpacingMs: readWriteSpacing(config),
            }),
          }),
        );
      },
    });
  },
});
