import { parseEntityRef } from '@backstage/catalog-model';

/**
 * Names of the groups among entity references, without duplicates. Only those of the catalog's default namespace: a
 * group of the same name elsewhere is another group.
 *
 * @internal
 */
export function groupNames(references: string[]): string[] {
  const names = references
    .map(reference => parseEntityRef(reference))
    .filter(
      ({ kind, namespace }) => kind === 'group' && namespace === 'default',
    )
    .map(({ name }) => name);
  return [...new Set(names)];
}
