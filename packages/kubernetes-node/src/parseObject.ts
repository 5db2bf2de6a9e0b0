import { KubernetesApiError } from './errors';
import { KubernetesObject, ObjectList } from './types';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Checks the envelope of an object; `defaults` fills what items of a list leave out. */
export function parseObject(
  value: unknown,
  defaults: { apiVersion?: string; kind?: string } = {},
): KubernetesObject | undefined {
  if (!isRecord(value) || !isRecord(value.metadata)) {
    return undefined;
  }
  const apiVersion = value.apiVersion ?? defaults.apiVersion;
  const kind = value.kind ?? defaults.kind;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    return undefined;
  }
  const { name, ...metadata } = value.metadata;
  return {
    ...value,
    apiVersion,
    kind,
    // Bookmarks have no name: they carry only a resource version.
    metadata: { ...metadata, name: typeof name === 'string' ? name : '' },
  };
}

/** One page of a list with the token of the next one. */
export function parseListPage(
  value: unknown,
  cluster: string,
): ObjectList & { continueToken?: string } {
  if (
    !isRecord(value) ||
    !Array.isArray(value.items) ||
    !isRecord(value.metadata)
  ) {
    throw new KubernetesApiError({
      cluster,
      message: `Cluster '${cluster}' answered a list request with something that is not a list`,
    });
  }
  const { resourceVersion, continue: next } = value.metadata;
  const defaults = {
    apiVersion:
      typeof value.apiVersion === 'string' ? value.apiVersion : undefined,
    kind:
      typeof value.kind === 'string'
        ? value.kind.replace(/List$/, '')
        : undefined,
  };
  return {
    items: value.items.flatMap(item => parseObject(item, defaults) ?? []),
    resourceVersion:
      typeof resourceVersion === 'string' ? resourceVersion : '0',
    continueToken: typeof next === 'string' && next !== '' ? next : undefined,
  };
}
