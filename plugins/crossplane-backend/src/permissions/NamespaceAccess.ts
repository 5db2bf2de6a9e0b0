import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  CrossplaneNamespace,
  crossplaneOrderReadPermission,
  toNamespaceRef,
} from '@openportal/plugin-crossplane-common';

/** Asks whether a caller may see the orders of namespaces. */
export class NamespaceAccess {
  readonly #permissions: PermissionsService;

  constructor(permissions: PermissionsService) {
    this.#permissions = permissions;
  }

  async assertMayRead(
    target: CrossplaneNamespace,
    credentials: BackstageCredentials,
  ): Promise<void> {
    const readable = await this.readable([target], credentials);
    if (readable.size === 0) {
      throw new NotAllowedError(
        `You may not see the orders of namespace '${target.namespace}' in cluster '${target.cluster}': the permission '${crossplaneOrderReadPermission.name}' is missing. Members of the group '${target.namespace}' have it; ask an owner of that group to add you`,
      );
    }
  }

  /** References of those namespaces that the caller may see, decided in one request. */
  async readable(
    targets: CrossplaneNamespace[],
    credentials: BackstageCredentials,
  ): Promise<Set<string>> {
    const refs = [...new Set(targets.map(toNamespaceRef))];
    if (refs.length === 0) {
      return new Set();
    }
    const decisions = await this.#permissions.authorize(
      refs.map(resourceRef => ({
        permission: crossplaneOrderReadPermission,
        resourceRef,
      })),
      { credentials },
    );
    return new Set(
      refs.filter(
        (_, index) => decisions[index].result === AuthorizeResult.ALLOW,
      ),
    );
  }
}
