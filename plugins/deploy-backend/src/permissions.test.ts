import { mockCredentials } from '@backstage/backend-test-utils';
import request from 'supertest';
import { startDeployBackend } from './__testUtils__/startDeployBackend';

jest.setTimeout(60_000);

describe('permission integration', () => {
  it('applies the rules of a policy to the owners of the entity and to the environment', async () => {
    const { server } = await startDeployBackend();
    const ask = async (resourceRef: string) => {
      const response = await request(server)
        .post('/api/deploy/.well-known/backstage/permissions/apply-conditions')
        .set('Authorization', mockCredentials.service.header())
        .send({
          items: [
            {
              id: '1',
              resourceRef,
              resourceType: 'deployment',
              conditions: {
                allOf: [
                  {
                    rule: 'IS_ENTITY_OWNER',
                    resourceType: 'deployment',
                    params: { claims: ['group:default/team-alpha'] },
                  },
                  {
                    rule: 'IN_ENVIRONMENT',
                    resourceType: 'deployment',
                    params: { environments: ['qa'] },
                  },
                ],
              },
            },
          ],
        });
      expect(response.status).toBe(200);
      return response.body.items[0].result;
    };
    await expect(ask('component:default/payments#qa')).resolves.toBe('ALLOW');
    await expect(ask('component:default/payments#prod')).resolves.toBe('DENY');
    await expect(ask('component:default/nothing#qa')).resolves.toBe('DENY');
  });
});
