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
  /** Full references of those who may break the glass: change what is frozen, and skip what must soak. */
  breakGlass: string[];
  /** Names of the environments in which owners may promote and roll back; undefined: in all. */
  ownerEnvironments?: string[];
}

/**
 * Reads `permission.openportal`.
 *
 * @throws InputError when an entry is not the reference of a group or user, or not the name of an environment
 * @internal
 */
export function readPolicyConfig(config: Config): PolicyGroups {
  return {
    administrators: readReferences(config, 'administrators'),
    approvers: readReferences(config, 'approvers'),
    // Never by default: who breaks the glass of the approvals stands for all who should have given them.
    breakGlass: readReferences(config, 'breakGlass'),
    ownerEnvironments: readOwnerEnvironments(config),
  };
}

/** The names as they are configured: an alias would never match, and so would silently allow nothing. */
function readOwnerEnvironments(config: Config): string[] | undefined {
  const key = 'permission.openportal.ownerEnvironments';
  const names = config.getOptionalStringArray(key);
  const environments = config.getOptionalConfigArray('deploy.environments');
  const known = environments?.map(item => item.getString('name')) ?? [
    'development',
    'qa',
    'staging',
    'prod',
  ];
  const unknown = names?.find(name => !known.includes(name));
  if (unknown !== undefined) {
    throw new InputError(
      `${key} names '${unknown}', which is the name of no environment: use ${known.join(
        ', ',
      )}`,
    );
  }
  return names;
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
