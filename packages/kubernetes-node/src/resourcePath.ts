import { ResourceType } from './types';

/** The URL path of a resource type, optionally in a namespace and of one object. */
export function resourcePath(
  resource: ResourceType,
  options: { namespace?: string; name?: string } = {},
): string {
  const segments = resource.group
    ? ['apis', resource.group, resource.version]
    : ['api', resource.version];
  if (options.namespace) {
    segments.push('namespaces', options.namespace);
  }
  segments.push(resource.plural);
  if (options.name) {
    segments.push(options.name);
  }
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
