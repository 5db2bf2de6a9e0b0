import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { DeployAuthorizer } from './DeployAuthorizer';

const entityRef = 'component:default/payments';

describe('DeployAuthorizer', () => {
  const authorizer = new DeployAuthorizer({
    permissions: mockServices.permissions(),
  });

  it('gives a person all that the permission system allows', async () => {
    const permissions = await authorizer.getPermissions(
      entityRef,
      ['prod'],
      mockCredentials.user(),
    );
    expect(permissions.get('prod')).toEqual({
      read: true,
      promote: true,
      skip: true,
      rollback: true,
      approve: true,
      freezeOverride: true,
    });
  });

  it('C18: gives a program nothing that clears gates, though no policy is asked about it', async () => {
    const permissions = await authorizer.getPermissions(
      entityRef,
      ['prod'],
      mockCredentials.service('external:pipeline'),
    );
    expect(permissions.get('prod')).toMatchObject({
      promote: true,
      approve: false,
      freezeOverride: false,
    });
  });
});
