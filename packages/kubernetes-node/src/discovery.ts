import { KubernetesApiError } from './errors';
import { parseApiVersion } from './resourcePath';
import { ServedKind } from './types';

/** Versions of a group in the answer to `/apis`, preferred first. */
export function readGroupVersions(
  answer: unknown,
  group: string,
  cluster: string,
): string[] {
  const groups = (answer as { groups?: unknown } | undefined)?.groups;
  if (!Array.isArray(groups)) {
    throw new KubernetesApiError({
      cluster,
      message: `Cluster '${cluster}' answered /apis without a list of groups`,
    });
  }
  const found = groups.find(candidate => candidate?.name === group);
  const versions: unknown[] = found?.versions ?? [];
  const names = versions.flatMap(version => {
    const name = (version as { version?: unknown } | undefined)?.version;
    return typeof name === 'string' ? [name] : [];
  });
  const preferred: unknown = found?.preferredVersion?.version;
  return [...names].sort(
    (a, b) => Number(b === preferred) - Number(a === preferred),
  );
}

/** Plurals in the list of resources of a group version. */
export function readPlurals(
  answer: unknown,
  path: string,
  cluster: string,
): string[] {
  const resources = (answer as { resources?: unknown } | undefined)?.resources;
  if (!Array.isArray(resources)) {
    throw new KubernetesApiError({
      cluster,
      message: `Cluster '${cluster}' answered ${path} without a list of resources`,
    });
  }
  return resources.flatMap(({ name }) =>
    typeof name === 'string' ? [name] : [],
  );
}

/** One kind in the list of resources of a group version. */
export function readServedKind(
  answer: unknown,
  apiVersion: string,
  kind: string,
): ServedKind | undefined {
  const resources = (answer as { resources?: unknown } | undefined)?.resources;
  if (!Array.isArray(resources)) {
    return undefined;
  }
  const found = resources.find(
    // Names with a slash are subresources.
    item => item?.kind === kind && !String(item?.name).includes('/'),
  );
  return typeof found?.name === 'string'
    ? {
        resource: { ...parseApiVersion(apiVersion), plural: found.name },
        namespaced: found.namespaced === true,
      }
    : undefined;
}
