import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  PolicyDecision,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  PermissionRuleset,
} from '@backstage/plugin-permission-node';
import {
  DeploymentFilter,
  DeploymentResource,
} from '@openportal/plugin-deploy-node';
import {
  canHave,
  environmentPermissions,
  EnvironmentPermissions,
} from '../deployments/DeployAuthorizer';

const asked: Record<
  keyof EnvironmentPermissions | 'entity',
  ResourcePermission
> = {
  ...environmentPermissions,
  entity: catalogEntityReadPermission,
};
const names = Object.keys(asked) as (keyof typeof asked)[];

/** What the policy says about a caller: yes, no, or under which conditions. */
export type CallerDecisions = Record<keyof typeof asked, PolicyDecision>;

/**
 * Asks the policy about a caller by one question for all permissions, which names no deployment: its conditions are
 * applied here, so that the policy need not come back to ask whose the deployment is. Remembers nothing.
 */
export class CallerPolicy {
  readonly #permissions: PermissionsService;
  readonly #meets: (
    decision: PolicyDecision,
    resource: DeploymentResource,
  ) => boolean;

  constructor(options: {
    permissions: PermissionsService;
    ruleset: PermissionRuleset<DeploymentResource, DeploymentFilter>;
  }) {
    this.#permissions = options.permissions;
    this.#meets = createConditionAuthorizer(options.ruleset);
  }

  async ask(credentials: BackstageCredentials): Promise<CallerDecisions> {
    const decisions = await this.#permissions.authorizeConditional(
      names.map(name => ({ permission: asked[name] })),
      { credentials },
    );
    return Object.fromEntries(
      names.map((name, index) => [
        name,
        name === 'entity' || canHave(name, credentials)
          ? decisions[index]
          : { result: AuthorizeResult.DENY },
      ]),
    ) as CallerDecisions;
  }

  /** What that means for one deployment. */
  permissionsIn(
    decisions: CallerDecisions,
    resource: DeploymentResource,
  ): EnvironmentPermissions {
    const may = (name: keyof EnvironmentPermissions) =>
      this.#meets(decisions[name], resource);
    return {
      read: may('read'),
      promote: may('promote'),
      skip: may('skip'),
      rollback: may('rollback'),
      approve: may('approve'),
      freezeOverride: may('freezeOverride'),
    };
  }
}
