import { isDnsLabel } from '@openportal/plugin-crossplane-common';
import { matchPaths } from './matchPaths';

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
  const { values } = matchPaths(template, { cluster, of: 'namespace' }, paths);
  return [...values].filter(isDnsLabel);
}
