import { readFileSync } from 'node:fs';
import path from 'node:path';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  createPermission,
  Permission,
} from '@backstage/plugin-permission-common';
import {
  deployApprovePermission,
  deployFreezeOverridePermission,
  deployLedgerExportPermission,
  deployMessageManagePermission,
  deployPermissions,
  deployPromotePermission,
  deployPromoteSkipPermission,
  deployReadPermission,
  deployRollbackPermission,
  deployWebhookManagePermission,
} from '@openportal/plugin-deploy-common';
import { ShippingPolicy } from './__testUtils__/ShippingPolicy';

const userEntityRef = 'user:default/developer';

function handle(permission: Permission, group?: string) {
  const ownershipEntityRefs = [
    userEntityRef,
    ...(group ? [`group:default/${group}`] : []),
  ];
  const policy = new ShippingPolicy(
    mockServices.userInfo({ ownershipEntityRefs }),
  );
  return policy.handle(
    { permission },
    {
      credentials: mockCredentials.user(userEntityRef),
      info: { userEntityRef, ownershipEntityRefs },
    },
  );
}

async function allowed(group?: string): Promise<Permission[]> {
  const decisions = await Promise.all(
    deployPermissions.map(permission => handle(permission, group)),
  );
  return deployPermissions.filter(
    (_, index) => decisions[index].result === AuthorizeResult.ALLOW,
  );
}

describe('the policy in docs/ship-permissions.md', () => {
  it('is the one that is tested here', () => {
    const docs = path.resolve(__dirname, '../../../docs/ship-permissions.md');
    const code = path.resolve(__dirname, '__testUtils__/ShippingPolicy.ts');
    expect(readFileSync(docs, 'utf8')).toContain(
      `\`\`\`ts\n${readFileSync(code, 'utf8')}\`\`\``,
    );
  });

  it('gives each group what the table says', async () => {
    await expect(allowed()).resolves.toEqual([deployReadPermission]);
    await expect(allowed('approvers')).resolves.toEqual([
      deployReadPermission,
      deployPromotePermission,
      deployRollbackPermission,
      deployApprovePermission,
    ]);
    await expect(allowed('on-call')).resolves.toEqual([
      deployReadPermission,
      deployPromoteSkipPermission,
      deployRollbackPermission,
      deployFreezeOverridePermission,
    ]);
    await expect(allowed('auditors')).resolves.toEqual([
      deployReadPermission,
      deployLedgerExportPermission,
    ]);
  });

  it('lets developers ship what they own up to staging, and change nothing of other plugins', async () => {
    for (const permission of [
      deployPromotePermission,
      deployRollbackPermission,
    ]) {
      await expect(handle(permission, 'team-alpha')).resolves.toMatchObject({
        result: AuthorizeResult.CONDITIONAL,
        conditions: {
          allOf: [
            {
              rule: 'IS_ENTITY_OWNER',
              params: { claims: [userEntityRef, 'group:default/team-alpha'] },
            },
            {
              rule: 'IN_ENVIRONMENT',
              params: { environments: ['development', 'qa', 'staging'] },
            },
          ],
        },
      });
    }
    const remove = createPermission({
      name: 'catalog.entity.delete',
      attributes: { action: 'delete' },
      resourceType: 'catalog-entity',
    });
    for (const permission of [
      remove,
      deployWebhookManagePermission,
      deployMessageManagePermission,
    ]) {
      await expect(handle(permission)).resolves.toEqual({
        result: AuthorizeResult.DENY,
      });
    }
  });
});
