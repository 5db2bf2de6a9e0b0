import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createLoginFinder } from './createLoginFinder';

describe('createLoginFinder', () => {
  const user = (name: string, annotations: Record<string, string> = {}) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name, namespace: 'default', annotations },
    spec: {},
  });
  const findLogins = createLoginFinder({
    auth: mockServices.auth(),
    catalog: catalogServiceMock({
      entities: [
        user('developer', { 'github.com/user-login': ' @Dev-Eloper ' }),
        user('without', { 'github.com/user-login': '' }),
      ],
    }),
  });

  it('knows the name and the login of the annotation', async () => {
    await expect(findLogins('user:default/developer')).resolves.toEqual({
      logins: ['developer', 'Dev-Eloper'],
      complete: true,
    });
  });

  it('does not take a name for a login', async () => {
    for (const name of ['without', 'nobody']) {
      await expect(findLogins(`user:default/${name}`)).resolves.toEqual({
        logins: [name],
        complete: false,
      });
    }
  });

  it('knows that programs review nothing', async () => {
    await expect(findLogins('external:ci')).resolves.toEqual({
      logins: [],
      complete: true,
    });
  });
});
