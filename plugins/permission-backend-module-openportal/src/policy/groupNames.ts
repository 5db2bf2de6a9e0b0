import { parseEntityRef } from '@backstage/catalog-model';

/** Stands for what has no namespace: a group of that name would order every kind of the cluster. */
const CLUSTER_SCOPED = 'cluster-scoped';

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
    .map(({ name }) => name)
    .filter(name => name !== CLUSTER_SCOPED);
  return [...new Set(names)];
}
