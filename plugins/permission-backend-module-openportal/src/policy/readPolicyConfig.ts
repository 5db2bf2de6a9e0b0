import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/**
 * Groups with rights beyond those of a team on what it owns.
 *
 * @internal
 */
export interface PolicyGroups {
  /** Full references of the groups and users that may do everything. */
  administrators: string[];
  /** Full references of those who approve changes of protected environments. */
  approvers: string[];
}

/**
 * Reads `permission.openportal`.
 *
 * @throws InputError when an entry is not the reference of a group or user
 * @internal
 */
export function readPolicyConfig(config: Config): PolicyGroups {
  return {
    administrators: readReferences(config, 'administrators'),
    approvers: readReferences(config, 'approvers'),
  };
}

function readReferences(config: Config, name: string): string[] {
  const key = `permission.openportal.${name}`;
  const values = config.getOptionalStringArray(key) ?? [];
  return values.map(value => toReference(key, value));
}

function toReference(key: string, value: string): string {
  const reference = parseReference(key, value);
  if (!['group', 'user'].includes(reference.kind.toLocaleLowerCase('en-US'))) {
    throw new InputError(
      `${key}: '${value}' is a ${reference.kind}; only groups and users have rights, for example 'group:default/platform-team'`,
    );
  }
  return stringifyEntityRef(reference);
}

function parseReference(key: string, value: string) {
  try {
    return parseEntityRef(value, { defaultKind: 'group' });
  } catch (error) {
    throw new InputError(
      `${key}: '${value}' is not an entity reference; write it as 'group:default/platform-team'`,
      error,
    );
  }
}
