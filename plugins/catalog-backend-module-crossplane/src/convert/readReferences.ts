import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { toEntityName } from '@openportal/plugin-crossplane-common';

const KIND = /^[a-z][a-z0-9]{0,62}$/;
const MAX_REFERENCES = 50;

/**
 * The value as a full entity reference in lower case, or `undefined` when it is none or of a kind that is
 * not accepted.
 */
export function readReference(
  value: string | undefined,
  rule: { defaultKind?: string; kinds?: string[] },
): string | undefined {
  if (!value) {
    return undefined;
  }
  try {
    const ref = parseEntityRef(value.trim().toLowerCase(), {
      defaultKind: rule.defaultKind,
      defaultNamespace: 'default',
    });
    const valid =
      KIND.test(ref.kind) &&
      (!rule.kinds || rule.kinds.includes(ref.kind)) &&
      toEntityName(ref.name) === ref.name &&
      toEntityName(ref.namespace) === ref.namespace;
    return valid ? stringifyEntityRef(ref) : undefined;
  } catch {
    return undefined;
  }
}

/** An owner annotation as a full entity reference, or `undefined` when it is not a group or user. */
export function readOwner(value: string | undefined): string | undefined {
  return readReference(value, {
    defaultKind: 'group',
    kinds: ['group', 'user'],
  });
}

/** A system annotation as a full entity reference, or `undefined`. */
export function readSystem(value: string | undefined): string | undefined {
  return readReference(value, { defaultKind: 'system', kinds: ['system'] });
}

/** A comma separated list of entity references that name their kind; what is none is left out. */
export function readReferenceList(value: string | undefined): string[] {
  const references = (value ?? '')
    .split(',')
    .slice(0, MAX_REFERENCES)
    .flatMap(item => readReference(item, {}) ?? []);
  return [...new Set(references)];
}
