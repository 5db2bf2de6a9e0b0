import {
  CLUSTER_SCOPED,
  CrossplaneNamespace,
} from '@openportal/plugin-crossplane-common';

/**
 * Why somebody may not do something to the orders of a namespace, and who can help.
 *
 * @param verb - what is done, before its object: `order into`, `change orders of`
 * @param permission - name of the permission
 * @public
 */
export function missingRight(
  verb: string,
  permission: string,
  { cluster, namespace }: CrossplaneNamespace,
): string {
  const missing = `the permission '${permission}' is missing`;
  return namespace === CLUSTER_SCOPED
    ? `You may not ${verb} cluster '${cluster}' as a whole, for kinds that live in no namespace: ${missing}. Such orders are for administrators; ask the platform team`
    : `You may not ${verb} namespace '${namespace}' of cluster '${cluster}': ${missing}. With the permission policy of OpenPortal the members of the group '${namespace}' have it: ask an owner of that group to add you, or the platform team`;
}
