import { UserInfoService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  isPermission,
  isResourcePermission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  deployApprovePermission,
  deployFreezeOverridePermission,
  deployLedgerExportPermission,
  deployPromotePermission,
  deployPromoteSkipPermission,
  deployReadPermission,
  deployRollbackPermission,
} from '@openportal/plugin-deploy-common';
import {
  createDeploymentConditionalDecision,
  deploymentConditions,
} from '@openportal/plugin-deploy-node';

const approverPermissions = [
  deployPromotePermission,
  deployRollbackPermission,
  deployApprovePermission,
];
const onCallPermissions = [
  deployRollbackPermission,
  deployPromoteSkipPermission,
  deployFreezeOverridePermission,
];

export class ShippingPolicy implements PermissionPolicy {
  readonly #userInfo: UserInfoService;

  constructor(userInfo: UserInfoService) {
    this.#userInfo = userInfo;
  }

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) {
      return allowIf(false);
    }
    const { ownershipEntityRefs: claims } = await this.#userInfo.getUserInfo(
      user.credentials,
    );
    const isIn = (group: string) => claims.includes(`group:default/${group}`);
    if (isPermission(permission, deployLedgerExportPermission)) {
      return allowIf(isIn('auditors'));
    }
    if (!isResourcePermission(permission, 'deployment')) {
      // Here the rules of the other plugins begin. Without one, everybody may look and nobody may change.
      return allowIf(permission.attributes.action === 'read');
    }
    const everywhere = [
      deployReadPermission,
      ...(isIn('approvers') ? approverPermissions : []),
      ...(isIn('on-call') ? onCallPermissions : []),
    ];
    if (everywhere.some(({ name }) => name === permission.name)) {
      return allowIf(true);
    }
    if (
      isPermission(permission, deployPromotePermission) ||
      isPermission(permission, deployRollbackPermission)
    ) {
      return createDeploymentConditionalDecision(permission, {
        allOf: [
          deploymentConditions.isEntityOwner({ claims }),
          deploymentConditions.inEnvironment({
            environments: ['development', 'qa', 'staging'],
          }),
        ],
      });
    }
    return allowIf(false);
  }
}

function allowIf(allowed: boolean): PolicyDecision {
  return { result: allowed ? AuthorizeResult.ALLOW : AuthorizeResult.DENY };
}
