import { parseEntityRef } from '@backstage/catalog-model';

/**
 * Names of the groups among entity references, without duplicates.
 *
 * @internal
 */
export function groupNames(references: string[]): string[] {
  const names = references
    .map(reference => parseEntityRef(reference))
    .filter(({ kind }) => kind === 'group')
    .map(({ name }) => name);
  return [...new Set(names)];
}
