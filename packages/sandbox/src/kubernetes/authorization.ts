import { ObjectStorage } from './ObjectStorage';
import { JsonObject, KubernetesObject, objectsAt, stringAt } from './types';

/** Who sends a request. */
export interface User {
  name: string;
  groups: string[];
}

/** What a request wants to do. */
export interface RequestAttributes {
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
  namespace?: string;
  name?: string;
}

const RBAC = 'rbac.authorization.k8s.io';

function includes(list: unknown, value: string): boolean {
  return Array.isArray(list) && (list.includes('*') || list.includes(value));
}

function ruleAllows(rule: JsonObject, request: RequestAttributes): boolean {
  const resource = request.subresource
    ? `${request.resource}/${request.subresource}`
    : request.resource;
  const names = rule.resourceNames;
  return (
    includes(rule.verbs, request.verb) &&
    includes(rule.apiGroups, request.group) &&
    (includes(rule.resources, resource) ||
      (request.subresource !== undefined &&
        includes(rule.resources, `*/${request.subresource}`))) &&
    (!Array.isArray(names) ||
      names.length === 0 ||
      (request.name !== undefined && names.includes(request.name)))
  );
}

function isSubject(binding: KubernetesObject, user: User): boolean {
  return objectsAt(binding, 'subjects').some(subject => {
    switch (subject.kind) {
      case 'User':
        return subject.name === user.name;
      case 'Group':
        return user.groups.includes(String(subject.name));
      case 'ServiceAccount':
        return (
          user.name ===
          `system:serviceaccount:${
            subject.namespace ?? binding.metadata.namespace
          }:${subject.name}`
        );
      default:
        return false;
    }
  });
}

/** The rules that the controller manager of a real cluster writes into an aggregated ClusterRole. */
function aggregatedRules(
  storage: ObjectStorage,
  role: KubernetesObject | undefined,
): JsonObject[] {
  const selectors = objectsAt(role, 'aggregationRule', 'clusterRoleSelectors');
  if (selectors.length === 0) {
    return [];
  }
  return storage
    .list({ group: RBAC, plural: 'clusterroles' })
    .filter(candidate =>
      selectors.some(({ matchLabels }) =>
        Object.entries(matchLabels ?? {}).every(
          ([key, value]) => candidate.metadata.labels?.[key] === value,
        ),
      ),
    )
    .flatMap(candidate => objectsAt(candidate, 'rules'));
}

/** Decides by the roles and bindings in the cluster, as the real RBAC authorizer does. */
export function isAllowed(
  storage: ObjectStorage,
  user: User,
  request: RequestAttributes,
): boolean {
  if (user.groups.includes('system:masters')) {
    return true;
  }
  // Everybody may ask what everybody may do.
  if (
    request.group === 'authorization.k8s.io' &&
    request.resource === 'selfsubjectaccessreviews'
  ) {
    return true;
  }
  const roleRules = (binding: KubernetesObject): JsonObject[] => {
    const name = stringAt(binding, 'roleRef', 'name') ?? '';
    const role =
      stringAt(binding, 'roleRef', 'kind') === 'ClusterRole'
        ? storage.get({ group: RBAC, plural: 'clusterroles' }, undefined, name)
        : storage.get(
            { group: RBAC, plural: 'roles' },
            binding.metadata.namespace,
            name,
          );
    return [...objectsAt(role, 'rules'), ...aggregatedRules(storage, role)];
  };
  const bindings = [
    ...storage.list({ group: RBAC, plural: 'clusterrolebindings' }),
    ...(request.namespace
      ? storage.list({ group: RBAC, plural: 'rolebindings' }, request.namespace)
      : []),
  ];
  return bindings
    .filter(binding => isSubject(binding, user))
    .flatMap(roleRules)
    .some(rule => ruleAllows(rule, request));
}
