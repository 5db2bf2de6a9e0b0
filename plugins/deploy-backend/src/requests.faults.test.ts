import request from 'supertest';
import { testImage } from './__testUtils__/newOperation';
import { startDeployBackend } from './__testUtils__/startDeployBackend';

jest.setTimeout(60_000);

const path = '/api/deploy/entities/component/default/payments';

describe('requests that meet each other', () => {
  it('C1: 50 clicks at once, with and without a key, make one operation', async () => {
    const { server, git } = await startDeployBackend();
    const post = (body: object) =>
      request(server).post(`${path}/promote`).send(body);
    const withKey = await Promise.all(
      Array.from({ length: 25 }, () =>
        post({ to: 'qa', idempotencyKey: 'one-click-only' }),
      ),
    );
    const ids = new Set(withKey.map(({ body }) => body.operation?.id));
    expect(withKey.map(({ status }) => status).filter(s => s > 202)).toEqual(
      [],
    );
    expect(ids.size).toBe(1);
    const [id] = ids;
    const withoutKey = await Promise.all(
      Array.from({ length: 25 }, () => post({ to: 'qa' })),
    );
    for (const { status, body } of withoutKey) {
      expect(status).toBe(409);
      expect(body.error).toMatchObject({
        code: 'operation-active',
        operationId: id,
      });
    }
    const another = await post({
      to: 'staging',
      idempotencyKey: 'one-click-only',
    });
    expect(another.body.error.code).toBe('idempotency-key-reused');
    expect(
      git.commits.filter(commit => commit.operationId).length,
    ).toBeLessThanOrEqual(1);
  });

  it('C2: a promotion and a rollback of one environment at once: one wins, the other learns its name', async () => {
    const { server, git, cluster } = await startDeployBackend();
    git.write('environments/qa', testImage(3));
    cluster.sync();
    const answers = await Promise.all([
      request(server).post(`${path}/promote`).send({ to: 'qa' }),
      request(server)
        .post(`${path}/rollback`)
        .send({ environment: 'qa', reason: 'It leaks' }),
    ]);
    const won = answers.filter(({ status }) => status === 202);
    const lost = answers.filter(({ status }) => status === 409);
    expect(won).toHaveLength(1);
    expect(lost).toHaveLength(1);
    expect(lost[0].body.error.operationId).toBe(won[0].body.operation.id);
  });

  it('C3: what was pinned with the request is what arrives', async () => {
    const { server, git } = await startDeployBackend();
    const { body } = await request(server)
      .post(`${path}/promote`)
      .send({ to: 'qa' });
    git.write('deploy', testImage(5));
    expect(body.operation.to.image).toBe(testImage(2));
    const operation = await request(server).get(
      `/api/deploy/operations/${body.operation.id}`,
    );
    expect(operation.body.operation.to.image).toBe(testImage(2));
  });

  it('C19: a page that shows old versions is told what changed', async () => {
    const { server, git, cluster } = await startDeployBackend();
    git.write('deploy', testImage(5));
    git.write('environments/qa', testImage(4));
    cluster.sync();
    const response = await request(server)
      .post(`${path}/promote`)
      .send({
        to: 'qa',
        expected: { from: testImage(1), to: testImage(2) },
      });
    expect(response.status).toBe(409);
    expect(response.body.error).toMatchObject({
      code: 'changed-since-seen',
      changed: [
        { field: 'from', expected: testImage(1), actual: testImage(4) },
        { field: 'to', expected: testImage(2), actual: testImage(5) },
      ],
    });
    expect(response.body.error.message).toContain(
      "the version in 'qa' was 'sha-0101010' and is now 'sha-0404040'",
    );
    const version = await request(server)
      .post(`${path}/promote`)
      .send({ to: 'qa', version: 'sha-0202020' });
    expect(version.body.error.code).toBe('changed-since-seen');
    const now = await request(server)
      .post(`${path}/promote`)
      .send({
        to: 'qa',
        version: 'sha-0505050',
        expected: { from: testImage(4), to: testImage(5) },
      });
    expect(now.status).toBe(202);
  });

  it('C19: a page that shows nothing is told that there is something by now', async () => {
    const { server } = await startDeployBackend();
    const response = await request(server)
      .post(`${path}/promote`)
      .send({ to: 'qa', expected: { from: null, to: testImage(2) } });
    expect(response.status).toBe(409);
    expect(response.body.error).toMatchObject({
      code: 'changed-since-seen',
      changed: [{ field: 'from', actual: testImage(1) }],
    });
  });
});
