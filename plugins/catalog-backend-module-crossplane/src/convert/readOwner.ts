import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { toEntityName } from '@openportal/plugin-crossplane-common';

/** An owner annotation as a full entity reference, or `undefined` when it is not a group or user. */
export function readOwner(value: string | undefined): string | undefined {
  if (!value) {
    return undefined;
  }
  try {
    const ref = parseEntityRef(value.trim(), {
      defaultKind: 'group',
      defaultNamespace: 'default',
    });
    const kind = ref.kind.toLowerCase();
    const valid =
      (kind === 'group' || kind === 'user') &&
      toEntityName(ref.name.toLowerCase()) === ref.name.toLowerCase() &&
      toEntityName(ref.namespace.toLowerCase()) === ref.namespace.toLowerCase();
    return valid ? stringifyEntityRef({ ...ref, kind }) : undefined;
  } catch {
    return undefined;
  }
}
