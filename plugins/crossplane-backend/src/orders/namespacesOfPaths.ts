import { isDnsLabel } from '@openportal/plugin-crossplane-common';

/**
 * Namespaces that have files among the paths of a repository.
 *
 * @param template - template of the path of orders, such as `namespaces/{namespace}/{plural}/{name}.yaml`
 */
export function namespacesOfPaths(
  template: string,
  cluster: string,
  paths: Iterable<string>,
): string[] {
  const wanted = template.split('/');
  const found = new Set<string>();
  for (const path of paths) {
    const segments = path.split('/');
    const namespace =
      segments.length === wanted.length
        ? namespaceOf(wanted, segments, cluster)
        : undefined;
    if (namespace) {
      found.add(namespace);
    }
  }
  return [...found];
}

function namespaceOf(
  wanted: string[],
  segments: string[],
  cluster: string,
): string | undefined {
  let namespace: string | undefined;
  for (const [index, pattern] of wanted.entries()) {
    const segment = segments[index];
    if (pattern === '{namespace}') {
      namespace = segment;
    } else if (!pattern.includes('{') && pattern !== segment) {
      return undefined;
    } else if (pattern === '{cluster}' && segment !== cluster) {
      return undefined;
    }
  }
  return namespace !== undefined && isDnsLabel(namespace)
    ? namespace
    : undefined;
}
