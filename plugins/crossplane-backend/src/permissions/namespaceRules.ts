import { parseEntityRef } from '@backstage/catalog-model';
import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import {
  CLUSTER_SCOPED,
  CrossplaneNamespace,
  RESOURCE_TYPE_CROSSPLANE_NAMESPACE,
} from '@openportal/plugin-crossplane-common';
import { z } from 'zod';

/**
 * What a list of orders can be filtered by.
 *
 * @public
 */
export interface NamespaceFilter {
  namespaces: string[];
}

/**
 * Resource of the order permissions: a namespace of a cluster.
 *
 * @public
 */
export const crossplaneNamespaceResourceRef = createPermissionResourceRef<
  CrossplaneNamespace,
  NamespaceFilter
>().with({
  pluginId: 'crossplane',
  resourceType: RESOURCE_TYPE_CROSSPLANE_NAMESPACE,
});

const inNamespace = createPermissionRule({
  name: 'IN_NAMESPACE',
  description: 'Allow in the named namespaces, of any cluster',
  resourceRef: crossplaneNamespaceResourceRef,
  paramsSchema: z.object({
    namespaces: z.array(z.string()).describe('Names of the namespaces'),
  }),
  apply: ({ namespace }, { namespaces }) => namespaces.includes(namespace),
  toQuery: ({ namespaces }) => ({ namespaces }),
});

const isGroupNamespace = createPermissionRule({
  name: 'IS_GROUP_NAMESPACE',
  description: 'Allow in namespaces that are named after one of the groups',
  resourceRef: crossplaneNamespaceResourceRef,
  paramsSchema: z.object({
    claims: z
      .array(z.string())
      .describe('Entity references, usually everything that the caller owns'),
  }),
  apply: ({ namespace }, { claims }) => groupNames(claims).includes(namespace),
  toQuery: ({ claims }) => ({ namespaces: groupNames(claims) }),
});

/**
 * Names of the groups among entity references that a namespace can be named after. Only those of the catalog's default
 * namespace: a group of the same name elsewhere is another group. `cluster-scoped` is no name of a team: it stands for
 * what has no namespace.
 */
export function groupNames(claims: string[]): string[] {
  return claims.flatMap(claim => {
    try {
      const { kind, namespace, name } = parseEntityRef(claim);
      const isGroup =
        kind.toLowerCase() === 'group' && namespace.toLowerCase() === 'default';
      return isGroup && name !== CLUSTER_SCOPED ? [name] : [];
    } catch {
      return [];
    }
  });
}

/** All rules of the resource type. */
export const namespaceRules = [inNamespace, isGroupNamespace];

const conditionExports = createConditionExports({
  resourceRef: crossplaneNamespaceResourceRef,
  rules: { inNamespace, isGroupNamespace },
});

/**
 * Conditions of orders for permission policies.
 *
 * @public
 */
export const crossplaneConditions = conditionExports.conditions;

/**
 * Makes a decision of a permission policy out of {@link crossplaneConditions}.
 *
 * @public
 */
export const createCrossplaneConditionalDecision =
  conditionExports.createConditionalDecision;
