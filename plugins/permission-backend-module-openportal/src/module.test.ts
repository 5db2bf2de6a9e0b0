import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import permissionPlugin from '@backstage/plugin-permission-backend';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import request from 'supertest';
import permissionModuleOpenportal from '.';

describe('permissionModuleOpenportal', () => {
  it('answers the permission API', async () => {
    const { server } = await startTestBackend({
      features: [
        permissionPlugin,
        permissionModuleOpenportal,
        mockServices.rootConfig.factory({
          data: {
            permission: {
              enabled: true,
              openportal: { approvers: ['user:default/sre'] },
            },
          },
        }),
      ],
    });
    const ask = (name: string) =>
      request(server)
        .post('/api/permission/authorize')
        .set('authorization', mockCredentials.user.header('user:default/sre'))
        .send({
          items: [
            {
              id: name,
              permission: {
                type: 'basic',
                name,
                attributes: { action: 'update' },
              },
            },
          ],
        });

    const approve = await ask('deploy.approve');
    expect(approve.body.items[0].result).toBe(AuthorizeResult.ALLOW);
    const other = await ask('something.else');
    expect(other.body.items[0].result).toBe(AuthorizeResult.DENY);
  });
});
