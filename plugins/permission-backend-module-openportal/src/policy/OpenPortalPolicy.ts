import { UserInfoService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import { decide } from './decide';
import { PolicyGroups } from './readPolicyConfig';

/**
 * Asks who the caller is and leaves the decision to the pure function
 * `decide`.
 *
 * @internal
 */
export class OpenPortalPolicy implements PermissionPolicy {
  readonly #groups: PolicyGroups;
  readonly #userInfo: UserInfoService;

  constructor(options: { groups: PolicyGroups; userInfo: UserInfoService }) {
    this.#groups = options.groups;
    this.#userInfo = options.userInfo;
  }

  async handle(
    request: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) {
      return { result: AuthorizeResult.DENY };
    }
    const caller = await this.#userInfo.getUserInfo(user.credentials);
    return decide(request.permission, caller, this.#groups);
  }
}
