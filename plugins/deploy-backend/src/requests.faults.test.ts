import request from 'supertest';
import { testImage } from './__testUtils__/newOperation';
import { startDeployBackend } from './__testUtils__/startDeployBackend';

jest.setTimeout(60_000);

const path = '/api/deploy/entities/component/default/payments';

// Only what says which time it is is faked: everything else goes on.
const REAL_TIMERS = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

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
    // What was healthy before is what a rollback goes back to.
    await request(server).get(`${path}?refresh=true`);
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

  it('C10: a tag that was moved while the source runs it is not promoted', async () => {
    const { server, git, cluster, registry } = await startDeployBackend();
    const tag = 'registry.test/acme/idp-payments:v1';
    const [tested, moved] = ['a', 'b'].map(hex => `sha256:${hex.repeat(64)}`);
    git.write('deploy', tag);
    cluster.sync();
    cluster.run('deploy', `${tag}@${tested}`);
    registry.digests.set(tag, moved);
    const refused = await request(server)
      .post(`${path}/promote`)
      .send({ to: 'qa' });
    expect(refused.status).toBe(409);
    expect(refused.body.error).toMatchObject({
      code: 'gate-failed',
      gates: [
        {
          id: 'source-healthy',
          reason: expect.stringContaining(`runs '${tag}@${tested}'`),
        },
      ],
    });
    registry.digests.set(tag, tested);
    const accepted = await request(server)
      .post(`${path}/promote`)
      .send({ to: 'qa' });
    expect(accepted.status).toBe(202);
    expect(accepted.body.operation.to.image).toBe(`${tag}@${tested}`);
  });

  it('C15: a freeze counts by the clock of the database, and not by that of a replica', async () => {
    const dayMs = 86_400_000;
    const now = Date.now();
    const dayFromNow = (days: number) =>
      new Date(now + days * dayMs).toISOString().slice(0, 16);
    const { server } = await startDeployBackend({
      deploy: {
        freezes: [
          {
            name: 'Audit',
            environments: ['qa'],
            start: dayFromNow(-1),
            end: dayFromNow(1),
          },
        ],
      },
    });
    // The clock of this replica is a month ahead.
    jest.useFakeTimers({ now: now + 30 * dayMs, doNotFake: [...REAL_TIMERS] });
    try {
      const refused = await request(server)
        .post(`${path}/promote`)
        .send({ to: 'qa' });
      expect(refused.status).toBe(409);
      expect(refused.body.error.gates).toMatchObject([{ id: 'freeze' }]);
      const view = await request(server).get(path);
      expect(view.body.freezes).toMatchObject([{ name: 'Audit' }]);
    } finally {
      jest.useRealTimers();
    }
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
