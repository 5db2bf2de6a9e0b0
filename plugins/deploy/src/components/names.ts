import { parseEntityRef } from '@backstage/catalog-model';

/** The name of a user of the default namespace; any other reference as it is. */
export function userName(entityRef: string): string {
  return entityRef.replace(/^user:default\//, '');
}

/** The name of an entity; with its namespace where that is not the default one. */
export function entityName(entityRef: string): string {
  const { namespace, name } = parseEntityRef(entityRef);
  return namespace === 'default' ? name : `${namespace}/${name}`;
}
