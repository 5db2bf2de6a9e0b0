import { InputError } from '@backstage/errors';

/**
 * What must happen before a change reaches an environment. In `pull-request` mode the reviews and the
 * branch protection of the git host decide; in `approvals` mode the portal collects the approvals itself.
 *
 * @public
 */
export type EnvironmentProtection = {
  mode: 'none' | 'pull-request' | 'approvals';
  /** How many people must approve. */
  approvals: number;
  /** Whether an approval by the requester counts for nothing. */
  excludeRequester: boolean;
  /** How a rollback goes: like a promotion, or straight to the branch. */
  rollback: 'same' | 'direct';
  /** Whether the portal merges as soon as the approvals are there. Otherwise a person merges. */
  mergeWhenApproved: boolean;
};

/**
 * A place where applications run. The order of the list is the order of promotion.
 *
 * @public
 */
export type Environment = {
  name: string;
  title: string;
  aliases: string[];
  protection: EnvironmentProtection;
  /** Name of the cluster that it runs on. */
  cluster?: string;
  /** Template of the namespace: `{name}` and `{environment}` are replaced. */
  namespace?: string;
  /** Template of the address of the application: `{name}`, `{environment}` and `{namespace}` are replaced. */
  url?: string;
  /** Git branch that holds its desired state, where it is not the default branch. */
  branch?: string;
  /** Folder of its manifests: `{environment}` is replaced. */
  manifestPath?: string;
  /** How long a version must have been healthy here before it may be promoted from here. */
  soakSeconds?: number;
};

/**
 * Finds an environment by its name or an alias, case-insensitively. Never by a guess.
 *
 * @public
 */
export function findEnvironment<
  T extends Pick<Environment, 'name' | 'aliases'>,
>(environments: readonly T[], nameOrAlias: string): T | undefined {
  const wanted = nameOrAlias.trim().toLocaleLowerCase('en-US');
  return (
    environments.find(
      environment => environment.name.toLocaleLowerCase('en-US') === wanted,
    ) ??
    environments.find(environment =>
      environment.aliases.some(
        alias => alias.toLocaleLowerCase('en-US') === wanted,
      ),
    )
  );
}

/**
 * Finds an environment by its name or an alias, and refuses an unknown one with the names that exist.
 *
 * @public
 */
export function resolveEnvironment<
  T extends Pick<Environment, 'name' | 'aliases'>,
>(environments: readonly T[], nameOrAlias: string): T {
  const environment = findEnvironment(environments, nameOrAlias);
  if (!environment) {
    throw new InputError(
      `No environment is named '${nameOrAlias}'. Use one of: ${environments
        .map(({ name }) => name)
        .join(', ')}`,
    );
  }
  return environment;
}

/**
 * The environment that a promotion from the named one goes to by default, or undefined after the last.
 *
 * @public
 */
export function nextEnvironment<T extends Pick<Environment, 'name'>>(
  environments: readonly T[],
  name: string,
): T | undefined {
  const index = environments.findIndex(
    environment => environment.name === name,
  );
  return index < 0 ? undefined : environments[index + 1];
}

/**
 * The environment before the named one, or undefined for the first.
 *
 * @public
 */
export function previousEnvironment<T extends Pick<Environment, 'name'>>(
  environments: readonly T[],
  name: string,
): T | undefined {
  const index = environments.findIndex(
    environment => environment.name === name,
  );
  return index < 1 ? undefined : environments[index - 1];
}

/**
 * How a promotion between two environments lies in their order.
 *
 * @public
 */
export function promotionStep(
  environments: readonly Pick<Environment, 'name'>[],
  from: string,
  to: string,
): 'next' | 'skip' | 'same' | 'backwards' {
  const names = environments.map(({ name }) => name);
  const distance = names.indexOf(to) - names.indexOf(from);
  if (distance === 0) {
    return 'same';
  }
  if (distance < 0) {
    return 'backwards';
  }
  return distance === 1 ? 'next' : 'skip';
}
