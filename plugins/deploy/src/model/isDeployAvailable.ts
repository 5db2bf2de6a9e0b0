import { Entity } from '@backstage/catalog-model';
import { isDeployedEntity } from '@openportal/plugin-deploy-common';

/**
 * Whether an entity has anything to show on a Deploy tab: it is a component
 * with an annotation about how it is deployed or who observes it.
 *
 * @public
 */
export function isDeployAvailable(entity: Entity): boolean {
  return isDeployedEntity(entity);
}
