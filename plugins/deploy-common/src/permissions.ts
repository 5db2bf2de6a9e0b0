import { createPermission } from '@backstage/plugin-permission-common';

/**
 * Resource type of the deployment permissions; the resource reference is a deployment reference, see
 * {@link stringifyDeploymentRef}.
 *
 * @public
 */
export const RESOURCE_TYPE_DEPLOYMENT = 'deployment';

/**
 * See what runs in an environment, and its history.
 *
 * @public
 */
export const deployReadPermission = createPermission({
  name: 'deploy.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_DEPLOYMENT,
});

/**
 * Promote a version to an environment.
 *
 * @public
 */
export const deployPromotePermission = createPermission({
  name: 'deploy.promote',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_DEPLOYMENT,
});

/**
 * Promote past an environment, so that the version was never in the one between.
 *
 * @public
 */
export const deployPromoteSkipPermission = createPermission({
  name: 'deploy.promote.skip',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_DEPLOYMENT,
});

/**
 * Roll an environment back to an earlier version.
 *
 * @public
 */
export const deployRollbackPermission = createPermission({
  name: 'deploy.rollback',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_DEPLOYMENT,
});

/**
 * Approve a waiting change to an environment.
 *
 * @public
 */
export const deployApprovePermission = createPermission({
  name: 'deploy.approve',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_DEPLOYMENT,
});

/**
 * Change an environment during a freeze window.
 *
 * @public
 */
export const deployFreezeOverridePermission = createPermission({
  name: 'deploy.freeze.override',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_DEPLOYMENT,
});

/**
 * Export the ledger of all deployments.
 *
 * @public
 */
export const deployLedgerExportPermission = createPermission({
  name: 'deploy.ledger.export',
  attributes: { action: 'read' },
});

/**
 * See deliveries of webhooks, and let those that were given up be tried again.
 *
 * @public
 */
export const deployWebhookManagePermission = createPermission({
  name: 'deploy.webhooks.manage',
  attributes: { action: 'update' },
});

/**
 * See messages about operations that go out, and let those that were given up be tried again.
 *
 * @public
 */
export const deployMessageManagePermission = createPermission({
  name: 'deploy.messages.manage',
  attributes: { action: 'update' },
});

/**
 * Every permission of the deploy plugin.
 *
 * @public
 */
export const deployPermissions = [
  deployReadPermission,
  deployPromotePermission,
  deployPromoteSkipPermission,
  deployRollbackPermission,
  deployApprovePermission,
  deployFreezeOverridePermission,
  deployLedgerExportPermission,
  deployWebhookManagePermission,
  deployMessageManagePermission,
];
