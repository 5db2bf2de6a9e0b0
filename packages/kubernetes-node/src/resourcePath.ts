import { ResourceType } from './types';

/** The URL path of a resource type, optionally in a namespace and of one object. */
export function resourcePath(
  resource: ResourceType,
  options: { namespace?: string; name?: string } = {},
): string {
  const segments: string[] = [];
  if (options.namespace) {
    segments.push('namespaces', options.namespace);
  }
  segments.push(resource.plural);
  if (options.name) {
    segments.push(options.name);
  }
  return [
    groupVersionPath(resource.group, resource.version),
    ...segments.map(encodeURIComponent),
  ].join('/');
}

/** The URL path under which a version of an API group is served. */
export function groupVersionPath(group: string, version: string): string {
  const segments = group ? ['apis', group, version] : ['api', version];
  return `/${segments.map(encodeURIComponent).join('/')}`;
}

/**
 * Splits an `apiVersion` field.
 *
 * @public
 */
export function parseApiVersion(apiVersion: string): {
  group: string;
  version: string;
} {
  const [first, second] = apiVersion.split('/', 2);
  return second === undefined
    ? { group: '', version: first }
    : { group: first, version: second };
}
