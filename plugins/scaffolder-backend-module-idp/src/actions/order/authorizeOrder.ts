import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  CrossplaneNamespace,
  crossplaneOrderCreatePermission,
  toNamespaceRef,
} from '@openportal/plugin-crossplane-common';

/** Refuses an order into a namespace that the user may not order into. */
export async function authorizeOrder(options: {
  permissions: PermissionsService;
  credentials: BackstageCredentials;
  target: CrossplaneNamespace;
}): Promise<void> {
  const { permissions, credentials, target } = options;
  const [decision] = await permissions.authorize(
    [
      {
        permission: crossplaneOrderCreatePermission,
        resourceRef: toNamespaceRef(target),
      },
    ],
    { credentials },
  );
  if (decision.result !== AuthorizeResult.ALLOW) {
    throw new NotAllowedError(
      `You may not order into namespace '${target.namespace}' of cluster '${target.cluster}': the permission '${crossplaneOrderCreatePermission.name}' is missing. Members of the group '${target.namespace}' have it; ask an owner of that group to add you, or the platform team for access to the namespace.`,
    );
  }
}
