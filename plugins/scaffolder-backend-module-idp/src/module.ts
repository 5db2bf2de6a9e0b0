import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  DefaultGithubCredentialsProvider,
  ScmIntegrations,
} from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { readClusters } from '@openportal/kubernetes-node';
import { createIdpActions } from './actions/createIdpActions';
import { readIdpConfig } from './config/readIdpConfig';

/**
 * The scaffolder actions of the developer platform: repositories and orders.
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
        permissions: coreServices.permissions,
      },
      async init({ actions, auditor, catalog, config, permissions }) {
        const integrations = ScmIntegrations.fromConfig(config);
        actions.addActions(
          ...createIdpActions({
            config: readIdpConfig(config),
            integrations,
            catalog,
            permissions,
            auditor,
            clusters: readClusters(config),
            credentialsProvider:
              DefaultGithubCredentialsProvider.fromIntegrations(integrations),
          }),
        );
      },
    });
  },
});
