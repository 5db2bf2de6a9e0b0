import { createPermissionRule } from '@backstage/plugin-permission-node';
import { z } from 'zod';
import { deploymentPermissionResourceRef } from './deploymentResource';

/**
 * Allows entities that one of the claims owns. Claims are ownership references of the user.
 *
 * @public
 */
export const isEntityOwner = createPermissionRule({
  name: 'IS_ENTITY_OWNER',
  description: 'Allow deployments of entities that one of the claims owns',
  resourceRef: deploymentPermissionResourceRef,
  paramsSchema: z.object({
    claims: z
      .array(z.string())
      .describe('List of claims to match at least one owner of the entity'),
  }),
  apply: (resource, { claims }) =>
    resource.owners.some(owner => claims.includes(owner)),
  toQuery: ({ claims }) => ({ key: 'owner' as const, values: claims }),
});

/**
 * Allows deployments to the environments that are named.
 *
 * @public
 */
export const inEnvironment = createPermissionRule({
  name: 'IN_ENVIRONMENT',
  description: 'Allow deployments to one of the named environments',
  resourceRef: deploymentPermissionResourceRef,
  paramsSchema: z.object({
    environments: z
      .array(z.string())
      .describe('Canonical names of the environments'),
  }),
  apply: (resource, { environments }) =>
    environments.includes(resource.environment),
  toQuery: ({ environments }) => ({
    key: 'environment' as const,
    values: environments,
  }),
});

/**
 * Every rule of the `deployment` resource type.
 *
 * @public
 */
export const deploymentRules = { isEntityOwner, inEnvironment };
