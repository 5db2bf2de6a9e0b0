import { Entity, RELATION_OWNED_BY } from '@backstage/catalog-model';
import { createPermissionResourceRef } from '@backstage/plugin-permission-node';
import { RESOURCE_TYPE_DEPLOYMENT } from '@openportal/plugin-deploy-common';

/**
 * What the permission rules of a deployment look at.
 *
 * @public
 */
export type DeploymentResource = {
  entityRef: string;
  environment: string;
  /** Entity references of its owners. */
  owners: string[];
};

/**
 * The rules as a filter of a list.
 *
 * @public
 */
export type DeploymentFilter =
  | { key: 'owner'; values: string[] }
  | { key: 'environment'; values: string[] };

/**
 * Reference of the `deployment` resource type.
 *
 * @public
 */
export const deploymentPermissionResourceRef = createPermissionResourceRef<
  DeploymentResource,
  DeploymentFilter
>().with({ pluginId: 'deploy', resourceType: RESOURCE_TYPE_DEPLOYMENT });

/**
 * The resource of an entity in an environment.
 *
 * @public
 */
export function toDeploymentResource(
  entity: Entity,
  key: { entityRef: string; environment: string },
): DeploymentResource {
  return {
    ...key,
    owners: (entity.relations ?? [])
      .filter(relation => relation.type === RELATION_OWNED_BY)
      .map(relation => relation.targetRef),
  };
}
