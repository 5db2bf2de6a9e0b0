import {
  AuthService,
  PermissionsRegistryService,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  deployPermissions,
  parseDeploymentRef,
} from '@openportal/plugin-deploy-common';
import {
  deploymentPermissionResourceRef,
  deploymentRules,
  toDeploymentResource,
} from '@openportal/plugin-deploy-node';

/** Makes the permissions and their rules known to the permission system. */
export function registerPermissions(options: {
  permissionsRegistry: PermissionsRegistryService;
  auth: AuthService;
  catalog: CatalogService;
}): void {
  const { permissionsRegistry, auth, catalog } = options;
  permissionsRegistry.addResourceType({
    resourceRef: deploymentPermissionResourceRef,
    permissions: deployPermissions,
    rules: Object.values(deploymentRules),
    getResources: async resourceRefs => {
      const keys = resourceRefs.map(parseDeploymentRef);
      const entityRefs = [...new Set(keys.map(({ entityRef }) => entityRef))];
      // What the policy asks about is looked up as the plugin itself: the caller need not see the entity.
      const { items } = await catalog.getEntitiesByRefs(
        { entityRefs, fields: ['kind', 'metadata', 'relations'] },
        { credentials: await auth.getOwnServiceCredentials() },
      );
      return keys.map(key => {
        const entity = items[entityRefs.indexOf(key.entityRef)];
        return entity && toDeploymentResource(entity, key);
      });
    },
  });
}
