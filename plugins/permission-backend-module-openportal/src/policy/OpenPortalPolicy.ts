import {
  BackstageCredentials,
  BackstageUserInfo,
  UserInfoService,
} from '@backstage/backend-plugin-api';
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
  /** Who callers are, as long as their credentials live: all permissions of one question come with the same ones. */
  readonly #callers = new WeakMap<
    BackstageCredentials,
    Promise<BackstageUserInfo>
  >();

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
    const caller = await this.#whoIs(user.credentials);
    return decide(request.permission, caller, this.#groups);
  }

  async #whoIs(credentials: BackstageCredentials): Promise<BackstageUserInfo> {
    const known = this.#callers.get(credentials);
    if (known) {
      return known;
    }
    const asked = this.#userInfo.getUserInfo(credentials);
    this.#callers.set(credentials, asked);
    return asked;
  }
}
