import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { OpenPortalPolicy } from './policy/OpenPortalPolicy';
import { readPolicyConfig } from './policy/readPolicyConfig';

/**
 * Installs the OpenPortal permission policy.
 *
 * @public
 */
export const permissionModuleOpenportal = createBackendModule({
  pluginId: 'permission',
  moduleId: 'openportal',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        policy: policyExtensionPoint,
        userInfo: coreServices.userInfo,
      },
      async init({ config, policy, userInfo }) {
        policy.setPolicy(
          new OpenPortalPolicy({ groups: readPolicyConfig(config), userInfo }),
        );
      },
    });
  },
});
