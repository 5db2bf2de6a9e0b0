import { ResourceTypes } from '../ResourceTypes';
import { JsonObject, parseApiVersion, toApiVersion } from '../types';

/** Orders versions as the real server does: v2 before v1 before v1beta1 before v1alpha1. */
function byStability(left: string, right: string): number {
  const rank = (version: string) => {
    const parts = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
    if (!parts) {
      return -1;
    }
    const stability = { alpha: 0, beta: 1 }[parts[2]] ?? 2;
    return stability * 1e6 + Number(parts[1]) * 1e3 + Number(parts[3] ?? 0);
  };
  return rank(right) - rank(left);
}

function groupOf(group: string, versions: string[]): JsonObject {
  const entries = [...versions].sort(byStability).map(version => ({
    groupVersion: toApiVersion(group, version),
    version,
  }));
  return { name: group, versions: entries, preferredVersion: entries[0] };
}

function groups(types: ResourceTypes): Map<string, string[]> {
  const result = new Map<string, string[]>();
  for (const apiVersion of types.groupVersions()) {
    const { group, version } = parseApiVersion(apiVersion);
    if (group !== '') {
      result.set(group, [...(result.get(group) ?? []), version]);
    }
  }
  return result;
}

/** The answer of `/apis`. */
export function apiGroupList(types: ResourceTypes): JsonObject {
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: [...groups(types)].map(([group, versions]) =>
      groupOf(group, versions),
    ),
  };
}

/** The answer of `/apis/<group>`. */
export function apiGroup(
  types: ResourceTypes,
  group: string,
): JsonObject | undefined {
  const versions = groups(types).get(group);
  return (
    versions && {
      kind: 'APIGroup',
      apiVersion: 'v1',
      ...groupOf(group, versions),
    }
  );
}

/** The answer of `/api/v1` and `/apis/<group>/<version>`. */
export function apiResourceList(
  types: ResourceTypes,
  apiVersion: string,
): JsonObject | undefined {
  const { group, version } = parseApiVersion(apiVersion);
  const served = types
    .all()
    .filter(type => type.group === group && type.version === version);
  if (served.length === 0) {
    return undefined;
  }
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersion,
    resources: served.flatMap(type => {
      const common = { namespaced: type.namespaced, kind: type.kind };
      const subresourceVerbs = ['get', 'patch', 'update'];
      return [
        {
          name: type.plural,
          singularName: type.singular,
          ...common,
          verbs: type.verbs,
          ...(type.shortNames.length > 0
            ? { shortNames: type.shortNames }
            : {}),
          ...(type.categories.length > 0
            ? { categories: type.categories }
            : {}),
        },
        ...(type.statusSubresource
          ? [
              {
                name: `${type.plural}/status`,
                singularName: '',
                ...common,
                verbs: subresourceVerbs,
              },
            ]
          : []),
        ...(type.scaleSubresource
          ? [
              {
                name: `${type.plural}/scale`,
                singularName: '',
                namespaced: true,
                group: 'autoscaling',
                version: 'v1',
                kind: 'Scale',
                verbs: subresourceVerbs,
              },
            ]
          : []),
      ];
    }),
  };
}
