import {
  isAndCriteria,
  isNotCriteria,
  isOrCriteria,
} from '@backstage/plugin-permission-node';
import { PermissionCriteria } from '@backstage/plugin-permission-common';
import { DeploymentFilter } from '@openportal/plugin-deploy-node';

/** What a caller may see of the matrix. */
export type MatrixScope = {
  /** Entities that the catalog shows to the caller, by their uid. Undefined: all. */
  uids?: readonly string[];
  /** Deployments that the caller may read. Undefined: all. */
  criteria?: PermissionCriteria<DeploymentFilter>;
};

/** Whether a deployment fits the criteria. */
export function meetsCriteria(
  criteria: PermissionCriteria<DeploymentFilter>,
  deployment: { owners: readonly string[]; environment: string },
): boolean {
  if (isAndCriteria(criteria)) {
    return criteria.allOf.every(part => meetsCriteria(part, deployment));
  }
  if (isOrCriteria(criteria)) {
    return criteria.anyOf.some(part => meetsCriteria(part, deployment));
  }
  if (isNotCriteria(criteria)) {
    return !meetsCriteria(criteria.not, deployment);
  }
  return criteria.key === 'environment'
    ? criteria.values.includes(deployment.environment)
    : deployment.owners.some(owner => criteria.values.includes(owner));
}

/** Whether it depends on the environment, and not on the entity alone, if the criteria are met. */
export function mentionsEnvironment(
  criteria: PermissionCriteria<DeploymentFilter>,
): boolean {
  if (isAndCriteria(criteria)) {
    return criteria.allOf.some(mentionsEnvironment);
  }
  if (isOrCriteria(criteria)) {
    return criteria.anyOf.some(mentionsEnvironment);
  }
  return isNotCriteria(criteria)
    ? mentionsEnvironment(criteria.not)
    : criteria.key === 'environment';
}
