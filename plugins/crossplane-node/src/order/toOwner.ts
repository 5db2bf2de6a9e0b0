import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';

const NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/**
 * The owner of an order as a full entity reference.
 *
 * @param owner - an entity reference; the kind defaults to `group`, the namespace to `default`
 * @returns such as `group:default/team-alpha`
 * @throws InputError when it is not a reference of a group or a user
 * @public
 */
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
