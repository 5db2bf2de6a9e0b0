import {
  AuthorizeResult,
  ConditionalPolicyDecision,
  PolicyDecision,
} from '@backstage/plugin-permission-common';

/*
 * Conditions as data: the rules belong to the plugins that own the resources,
 * which may or may not be installed beside this policy.
 */

/** Allowed on the entities that one of the claims owns. @internal */
export function ifEntityOwner(claims: string[]): PolicyDecision {
  return condition('catalog', 'catalog-entity', 'IS_ENTITY_OWNER', { claims });
}

/** Allowed on the scaffolder tasks that one of the users started. @internal */
export function ifTaskOwner(createdBy: string[]): PolicyDecision {
  return condition('scaffolder', 'scaffolder-task', 'IS_TASK_OWNER', {
    createdBy,
  });
}

/**
 * Allowed on deployments of entities that one of the claims owns; where environments are named only there.
 *
 * @internal
 */
export function ifDeploymentOwner(
  claims: string[],
  environments: string[] | undefined,
): PolicyDecision {
  const isOwner = { rule: 'IS_ENTITY_OWNER', params: { claims } };
  if (environments === undefined) {
    return condition('deploy', 'deployment', isOwner.rule, isOwner.params);
  }
  const resourceType = 'deployment';
  return {
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'deploy',
    resourceType,
    conditions: {
      allOf: [
        { resourceType, ...isOwner },
        { resourceType, rule: 'IN_ENVIRONMENT', params: { environments } },
      ],
    },
  };
}

/** Allowed in the named Kubernetes namespaces; denied when there is none. @internal */
export function ifInNamespaces(namespaces: string[]): PolicyDecision {
  return namespaces.length === 0
    ? { result: AuthorizeResult.DENY }
    : condition('crossplane', 'crossplane-namespace', 'IN_NAMESPACE', {
        namespaces,
      });
}

function condition(
  pluginId: string,
  resourceType: string,
  rule: string,
  params: Record<string, string[]>,
): ConditionalPolicyDecision {
  return {
    result: AuthorizeResult.CONDITIONAL,
    pluginId,
    resourceType,
    conditions: { resourceType, rule, params },
  };
}
