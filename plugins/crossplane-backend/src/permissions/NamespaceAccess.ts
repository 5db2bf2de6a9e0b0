import {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  BasicPermission,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import {
  CrossplaneNamespace,
  crossplaneOrderCreatePermission,
  crossplaneOrderDeletePermission,
  crossplaneOrderReadPermission,
  crossplaneOrderUpdatePermission,
  OrderActions,
  RESOURCE_TYPE_CROSSPLANE_NAMESPACE,
  toNamespaceRef,
} from '@openportal/plugin-crossplane-common';
import { missingRight } from '@openportal/plugin-crossplane-node';
import { crossplaneNamespaceResourceRef } from './namespaceRules';

type NamespacePermission = ResourcePermission<
  typeof RESOURCE_TYPE_CROSSPLANE_NAMESPACE
>;

const VERBS: Record<string, string> = {
  [crossplaneOrderCreatePermission.name]: 'order into',
  [crossplaneOrderReadPermission.name]: 'see the orders of',
  [crossplaneOrderUpdatePermission.name]: 'change orders of',
  [crossplaneOrderDeletePermission.name]: 'remove orders of',
};

/** Asks what a caller may do with the orders of namespaces. */
export class NamespaceAccess {
  readonly #permissions: PermissionsService;
  readonly #registry: PermissionsRegistryService;

  constructor(options: {
    permissions: PermissionsService;
    registry: PermissionsRegistryService;
  }) {
    this.#permissions = options.permissions;
    this.#registry = options.registry;
  }

  /** @throws NotAllowedError that names the permission, the namespace and who has it */
  async assertMay(
    permission: NamespacePermission,
    target: CrossplaneNamespace,
    credentials: BackstageCredentials,
  ): Promise<void> {
    const [decision] = await this.#permissions.authorize(
      [{ permission, resourceRef: toNamespaceRef(target) }],
      { credentials },
    );
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        missingRight(VERBS[permission.name], permission.name, target),
      );
    }
  }

  /** @throws NotAllowedError that names the permission */
  async assertMayAtAll(
    permission: BasicPermission,
    credentials: BackstageCredentials,
  ): Promise<void> {
    const [decision] = await this.#permissions.authorize([{ permission }], {
      credentials,
    });
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `You may not do this: the permission '${permission.name}' is missing. Administrators have it; ask the platform team`,
      );
    }
  }

  /**
   * Decides about any number of namespaces with one request: what a policy answers with conditions is checked here.
   */
  async filter(
    permission: NamespacePermission,
    credentials: BackstageCredentials,
  ): Promise<(target: CrossplaneNamespace) => boolean> {
    return (await this.filterUnlessDenied(permission, credentials)) ?? nowhere;
  }

  /** The same; undefined when the caller may not in any namespace, so that nothing has to be read. */
  async filterUnlessDenied(
    permission: NamespacePermission,
    credentials: BackstageCredentials,
  ): Promise<((target: CrossplaneNamespace) => boolean) | undefined> {
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission }],
      { credentials },
    );
    if (decision.result === AuthorizeResult.DENY) {
      return undefined;
    }
    const isAuthorized = createConditionAuthorizer(
      this.#registry.getPermissionRuleset(crossplaneNamespaceResourceRef),
    );
    return target => isAuthorized(decision, target);
  }

  /** What the caller may do with the orders of a namespace, for the buttons of a page. */
  async actions(
    target: CrossplaneNamespace,
    credentials: BackstageCredentials,
  ): Promise<OrderActions> {
    const resourceRef = toNamespaceRef(target);
    const [update, remove] = await this.#permissions.authorize(
      [
        { permission: crossplaneOrderUpdatePermission, resourceRef },
        { permission: crossplaneOrderDeletePermission, resourceRef },
      ],
      { credentials },
    );
    const mayUpdate = update.result === AuthorizeResult.ALLOW;
    return {
      update: mayUpdate,
      delete: remove.result === AuthorizeResult.ALLOW,
      restore: mayUpdate,
    };
  }
}

function nowhere(): boolean {
  return false;
}
