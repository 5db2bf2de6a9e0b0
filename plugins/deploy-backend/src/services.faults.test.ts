import { setImmediate } from 'node:timers/promises';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import request from 'supertest';
import { startDeployBackend } from './__testUtils__/startDeployBackend';
import { LeaseLostError } from './errors/DeployErrors';
import { holdLease } from './operations/holdLease';

jest.setTimeout(60_000);

const path = '/api/deploy/entities/component/default/payments';

/** Looks at an operation until it is over, as a page without signals does. */
async function finished(
  { server, cluster }: Awaited<ReturnType<typeof startDeployBackend>>,
  id: string,
) {
  const deadline = performance.now() + 30_000;
  for (;;) {
    cluster.sync();
    const { body } = await request(server).get(`/api/deploy/operations/${id}`);
    if (body.operation?.finishedAt) {
      return body.operation;
    }
    if (performance.now() > deadline) {
      throw new Error(`Operation ${id} does not end: ${JSON.stringify(body)}`);
    }
    await new Promise(resolve => {
      setTimeout(resolve, 20);
    });
  }
}

describe('services of the host that fail', () => {
  it.each([
    [
      'are lost',
      async () => {
        throw new Error('The bus is gone');
      },
    ],
    ['never arrive', () => new Promise<void>(() => {})],
  ])(
    'F12: signals that %s change nothing of what is true',
    async (_, publish) => {
      const backend = await startDeployBackend({
        features: [
          createServiceFactory({
            service: signalsServiceRef,
            deps: {},
            factory: () => ({ publish }),
          }),
        ],
      });
      const { body } = await request(backend.server)
        .post(`${path}/promote`)
        .send({ to: 'qa' });
      await expect(finished(backend, body.operation.id)).resolves.toMatchObject(
        { state: 'succeeded' },
      );
      const page = await request(backend.server).get(path);
      expect(page.status).toBe(200);
    },
  );

  it('F14: a policy that cannot be asked allows nothing', async () => {
    let isDown = true;
    const backend = await startDeployBackend({
      allow: () => {
        if (isDown) {
          throw new Error('The policy backend does not answer');
        }
        return true;
      },
    });
    const commits = backend.git.commits.length;
    for (const [method, where, body] of [
      ['post', `${path}/promote`, { to: 'qa' }],
      ['post', `${path}/rollback`, { environment: 'qa', reason: 'It leaks' }],
      ['get', path, undefined],
      ['get', '/api/deploy/matrix', undefined],
      ['get', '/api/deploy/ledger/export', undefined],
    ] as const) {
      const call = request(backend.server)[method](where);
      const response = await (body ? call.send(body) : call);
      expect([where, response.status >= 400]).toEqual([where, true]);
    }
    expect(backend.git.commits).toHaveLength(commits);
    isDown = false;
    const { body } = await request(backend.server)
      .post(`${path}/promote`)
      .send({ to: 'qa' });
    await expect(finished(backend, body.operation.id)).resolves.toMatchObject({
      state: 'succeeded',
    });
  });

  it('F8: what an abandoned step throws later reaches nobody, and ends no process', async () => {
    let fail: (error: Error) => void = () => {};
    const stuck = new Promise<never>((_, reject) => {
      fail = reject;
    });
    await expect(
      holdLease(
        {
          operationId: 'operation',
          leaseMs: 30,
          extend: async () => {
            throw new LeaseLostError('operation');
          },
        },
        () => stuck,
      ),
    ).rejects.toThrow(LeaseLostError);
    // Jest fails this test where nobody handles the rejection.
    fail(new Error('Too late'));
    await setImmediate();
  });
});
