import request from 'supertest';
import { testImage } from '../__testUtils__/newOperation';
import { startDeployBackend } from '../__testUtils__/startDeployBackend';

jest.setTimeout(60_000);

const path = '/api/deploy/entities/component/default/payments';

async function start() {
  const backend = await startDeployBackend();
  const { server, git, cluster } = backend;
  return {
    ...backend,
    /** Deploys to qa past the portal, which sees what comes of it. */
    deploy: async (
      image: number,
      health: 'healthy' | 'degraded' = 'healthy',
    ) => {
      git.write('environments/qa', testImage(image));
      cluster.sync(health);
      const response = await request(server).get(`${path}?refresh=true`);
      expect(response.status).toBe(200);
      return response.body.environments[1];
    },
    rollback: async (body: object = {}) =>
      request(server)
        .post(`${path}/rollback`)
        .send({ environment: 'qa', reason: 'It leaks', ...body }),
    /** Follows an operation to its end; every answer takes a moment. */
    finish: async (id: string) => {
      for (let attempt = 0; attempt < 1000; attempt++) {
        cluster.sync();
        const { body } = await request(server).get(
          `/api/deploy/operations/${id}`,
        );
        if (body.operation.finishedAt !== undefined) {
          return body.operation;
        }
      }
      throw new Error(`Operation ${id} does not end`);
    },
  };
}

describe('C9: where a rollback goes', () => {
  it('refuses where there has been no other version, by button and by request', async () => {
    const { deploy, rollback, git } = await start();
    const qa = await deploy(1);
    expect(qa.rollback).toMatchObject({ allowed: false });
    const refused = await rollback();
    expect(refused.status).toBe(409);
    expect(refused.body.error).toMatchObject({
      code: 'no-rollback-target',
      gates: [
        {
          id: 'rollback-target',
          status: 'fail',
          reason: expect.stringContaining('no earlier healthy version'),
          clearedBy: expect.any(String),
        },
      ],
    });
    expect(git.commits.some(commit => commit.operationId)).toBe(false);
  });

  it('does not take a version again that was just deployed twice for an earlier one', async () => {
    const { deploy, rollback } = await start();
    await deploy(1);
    await deploy(1);
    expect((await rollback()).body.error.code).toBe('no-rollback-target');
  });

  it('leaves out a version that never became healthy', async () => {
    const { deploy, rollback } = await start();
    await deploy(1);
    await deploy(3, 'degraded');
    const qa = await deploy(4);
    expect(qa.rollback.to.image).toBe(testImage(1));
    const accepted = await rollback();
    expect(accepted.status).toBe(202);
    expect(accepted.body.operation.to.image).toBe(testImage(1));
  });

  it('refuses a version by name that never became healthy, with what to do', async () => {
    const { deploy, rollback } = await start();
    await deploy(1);
    await deploy(3, 'degraded');
    await deploy(4);
    const refused = await rollback({ version: testImage(3) });
    expect(refused.status).toBe(409);
    expect(refused.body.error).toMatchObject({
      code: 'no-rollback-target',
      gates: [
        {
          id: 'rollback-target',
          reason: expect.stringContaining('was never seen healthy in'),
          clearedBy: expect.stringContaining('healthy there'),
        },
      ],
    });
  });

  it('goes on backwards the second time, and not to and fro', async () => {
    const { deploy, rollback, finish } = await start();
    await deploy(1);
    await deploy(3);
    await deploy(4);
    const first = await rollback();
    expect(first.body.operation.to.image).toBe(testImage(3));
    expect(await finish(first.body.operation.id)).toMatchObject({
      state: 'succeeded',
    });
    const second = await rollback();
    expect(second.body.operation.to.image).toBe(testImage(1));
    expect(await finish(second.body.operation.id)).toMatchObject({
      state: 'succeeded',
    });
    const third = await rollback();
    expect(third.body.error.code).toBe('no-rollback-target');
    // Knowingly, by name, it can be brought back.
    const named = await rollback({ version: testImage(4) });
    expect(named.status).toBe(202);
    expect(await finish(named.body.operation.id)).toMatchObject({
      state: 'succeeded',
      to: { image: testImage(4) },
    });
  });

  it('C10: goes back to the content that was healthy, and not to what its tag means today', async () => {
    const { deploy, rollback, git, cluster, registry, server } = await start();
    const tag = 'registry.test/acme/idp-payments:v1';
    const healthy = `${tag}@sha256:${'a'.repeat(64)}`;
    git.write('environments/qa', tag);
    cluster.sync();
    cluster.run('environments/qa', healthy);
    await request(server).get(`${path}?refresh=true`);
    await deploy(3);
    registry.digests.set(tag, `sha256:${'b'.repeat(64)}`);
    const accepted = await rollback();
    expect(accepted.status).toBe(202);
    expect(accepted.body.operation.to.image).toBe(healthy);
  });

  it('asks for a reason before a version comes back that somebody went back from', async () => {
    const { deploy, rollback, finish, git, cluster, server } = await start();
    await deploy(1);
    await deploy(3);
    const { body } = await rollback();
    await finish(body.operation.id);
    git.write('deploy', testImage(3));
    cluster.sync();
    const promote = (reason?: string) =>
      request(server).post(`${path}/promote`).send({ to: 'qa', reason });
    const refused = await promote();
    expect(refused.status).toBe(409);
    expect(refused.body.error.gates).toMatchObject([
      {
        id: 'version-not-bad',
        needsReason: true,
        reason: expect.stringContaining('It leaks'),
        clearedBy: 'A reason with the request',
      },
    ]);
    expect((await promote('It was the database')).status).toBe(202);
  });
});
