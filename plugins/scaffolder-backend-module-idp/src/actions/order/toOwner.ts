import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';

const NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/** The owner as a full entity reference. */
export function toOwner(owner: string): string {
  const ref = tryParse(owner);
  if (
    !ref ||
    !/^(group|user)$/i.test(ref.kind) ||
    !NAME.test(ref.namespace) ||
    !NAME.test(ref.name)
  ) {
    throw new InputError(
      `The owner ${JSON.stringify(
        owner.slice(0, 80),
      )} is not an entity reference of a group or user: write it like group:default/team-alpha`,
    );
  }
  return stringifyEntityRef(ref);
}

function tryParse(owner: string) {
  try {
    return parseEntityRef(owner, {
      defaultKind: 'group',
      defaultNamespace: 'default',
    });
  } catch {
    return undefined;
  }
}
