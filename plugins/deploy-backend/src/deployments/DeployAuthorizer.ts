import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  DeployAction,
  deployApprovePermission,
  deployFreezeOverridePermission,
  deployPromotePermission,
  deployPromoteSkipPermission,
  deployReadPermission,
  deployRollbackPermission,
  stringifyDeploymentRef,
} from '@openportal/plugin-deploy-common';
import { PermissionDeniedError } from '../errors/DeployErrors';
import { isPerson } from '../identity/Caller';
import { actionVerb } from '../gates/actionVerb';
import { GatePermissions } from '../gates/GateFacts';

type DeploymentPermission = ResourcePermission<'deployment'>;

/** What a caller may do in an environment. */
export type EnvironmentPermissions = {
  read: boolean;
  promote: boolean;
  skip: boolean;
  rollback: boolean;
  approve: boolean;
  freezeOverride: boolean;
};

/** What the permission system is asked for each of them. */
export const environmentPermissions: Record<
  keyof EnvironmentPermissions,
  DeploymentPermission
> = {
  read: deployReadPermission,
  promote: deployPromotePermission,
  skip: deployPromoteSkipPermission,
  rollback: deployRollbackPermission,
  approve: deployApprovePermission,
  freezeOverride: deployFreezeOverridePermission,
};

/**
 * Whether these credentials can have a permission at all. The permission system asks no policy about a program: all that
 * its token is not restricted from is allowed. What clears gates is for people.
 */
export function canHave(
  name: keyof EnvironmentPermissions,
  credentials: BackstageCredentials,
): boolean {
  return (
    (name !== 'approve' && name !== 'freezeOverride') || isPerson(credentials)
  );
}

/** Asks the permission system, always about the environment that would change. */
export class DeployAuthorizer {
  readonly #permissions: PermissionsService;

  constructor(options: { permissions: PermissionsService }) {
    this.#permissions = options.permissions;
  }

  /** What the caller may do in each environment, by one question. */
  async getPermissions(
    entityRef: string,
    environments: string[],
    credentials: BackstageCredentials,
  ): Promise<Map<string, EnvironmentPermissions>> {
    const names = Object.keys(
      environmentPermissions,
    ) as (keyof EnvironmentPermissions)[];
    const questions = environments.flatMap(environment =>
      names.map(name => ({
        permission: environmentPermissions[name],
        resourceRef: stringifyDeploymentRef({ entityRef, environment }),
      })),
    );
    const decisions = await this.#permissions.authorize(questions, {
      credentials,
    });
    return new Map(
      environments.map((environment, index) => {
        const allowed = (name: keyof EnvironmentPermissions) =>
          canHave(name, credentials) &&
          decisions[index * names.length + names.indexOf(name)]?.result ===
            AuthorizeResult.ALLOW;
        return [
          environment,
          {
            read: allowed('read'),
            promote: allowed('promote'),
            skip: allowed('skip'),
            rollback: allowed('rollback'),
            approve: allowed('approve'),
            freezeOverride: allowed('freezeOverride'),
          },
        ];
      }),
    );
  }

  /** The environments that the caller may see; refuses where that is none. */
  async requireRead(
    entityRef: string,
    environments: string[],
    credentials: BackstageCredentials,
  ): Promise<Map<string, EnvironmentPermissions>> {
    const all = await this.getPermissions(entityRef, environments, credentials);
    const readable = new Map([...all].filter(([, { read }]) => read));
    if (environments.length > 0 && readable.size === 0) {
      throw new PermissionDeniedError(
        `You may not see the deployments of '${entityRef}' in ${quoteAll(
          environments,
        )}: it needs the permission 'deploy.read'`,
      );
    }
    return readable;
  }

  /** Refuses where the caller may not do this there. */
  async requireAction(
    action: DeployAction,
    key: { entityRef: string; environment: string },
    credentials: BackstageCredentials,
  ): Promise<EnvironmentPermissions> {
    const permissions = (
      await this.getPermissions(key.entityRef, [key.environment], credentials)
    ).get(key.environment);
    return assertMay(action, key, permissions);
  }

  /** Refuses where the caller may not approve changes there. */
  async requireApprove(
    key: { entityRef: string; environment: string },
    credentials: BackstageCredentials,
  ): Promise<EnvironmentPermissions> {
    const permissions = (
      await this.getPermissions(key.entityRef, [key.environment], credentials)
    ).get(key.environment);
    if (!permissions?.approve) {
      throw new PermissionDeniedError(
        `You may not approve or reject changes of '${key.entityRef}' in '${key.environment}': it needs the permission 'deploy.approve' there`,
      );
    }
    return permissions;
  }
}

/**
 * The permissions, where they allow this.
 * @throws PermissionDeniedError where they do not
 */
export function assertMay(
  action: DeployAction,
  key: { entityRef: string; environment: string },
  permissions: EnvironmentPermissions | undefined,
): EnvironmentPermissions {
  if (!permissions?.[action]) {
    throw new PermissionDeniedError(
      `You may not ${actionVerb(action)} '${key.entityRef}' in '${
        key.environment
      }': it needs the permission 'deploy.${action}' there`,
      {
        clearedBy:
          'The owners of the entity, or who manages the permission policy of the portal',
      },
    );
  }
  return permissions;
}

/** The part of the permissions that the gates of an action look at. */
export function toGatePermissions(
  action: DeployAction,
  permissions: EnvironmentPermissions,
): GatePermissions {
  return {
    action: permissions[action],
    skip: permissions.skip,
    approve: permissions.approve,
    freezeOverride: permissions.freezeOverride,
  };
}

function quoteAll(names: string[]): string {
  return names.map(name => `'${name}'`).join(', ');
}
