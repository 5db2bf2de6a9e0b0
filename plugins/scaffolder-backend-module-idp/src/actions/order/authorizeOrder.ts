import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  CrossplaneNamespace,
  crossplaneOrderCreatePermission,
  crossplaneOrderDeletePermission,
  crossplaneOrderUpdatePermission,
  toNamespaceRef,
} from '@openportal/plugin-crossplane-common';
import {
  missingRight,
  type OrderOperation,
} from '@openportal/plugin-crossplane-node';

/** What a user must be allowed, and how that is called. */
const OPERATIONS = {
  create: {
    permission: crossplaneOrderCreatePermission,
    verb: 'order into',
  },
  update: {
    permission: crossplaneOrderUpdatePermission,
    verb: 'change orders of',
  },
  delete: {
    permission: crossplaneOrderDeletePermission,
    verb: 'remove orders of',
  },
  // Going back is a change like any other.
  restore: {
    permission: crossplaneOrderUpdatePermission,
    verb: 'restore orders of',
  },
};

/** Refuses what the user may not do to orders of a namespace. */
export async function authorizeOrder(options: {
  permissions: PermissionsService;
  credentials: BackstageCredentials;
  operation: OrderOperation;
  target: CrossplaneNamespace;
}): Promise<void> {
  const { permissions, credentials, target } = options;
  const { permission, verb } = OPERATIONS[options.operation];
  const [decision] = await permissions.authorize(
    [{ permission, resourceRef: toNamespaceRef(target) }],
    { credentials },
  );
  if (decision.result !== AuthorizeResult.ALLOW) {
    throw new NotAllowedError(missingRight(verb, permission.name, target));
  }
}
