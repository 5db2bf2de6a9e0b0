import { mockCredentials } from '@backstage/backend-test-utils';
import {
  DeploymentView,
  OperationResponse,
  OperationState,
} from '@openportal/plugin-deploy-common';
import request from 'supertest';
import { testImage } from './__testUtils__/newOperation';
import { startDeployBackend } from './__testUtils__/startDeployBackend';

jest.setTimeout(60_000);

const path = '/api/deploy/entities/component/default/payments';
const requester = 'user:default/developer';
const approvals = {
  environments: [
    { name: 'development' },
    { name: 'qa' },
    { name: 'prod', protection: { mode: 'approvals', approvals: 2 } },
  ],
};
const frozen = {
  ...approvals,
  freezes: [
    {
      name: 'Year end',
      start: '2020-01-01',
      end: '2100-01-01',
      reason: 'Rest',
    },
  ],
};

async function start(deploy: object = approvals) {
  const backend = await startDeployBackend({ deploy });
  const { server, git, cluster } = backend;
  git.write('environments/qa', testImage(2));
  for (const folder of ['deploy', 'environments/qa', 'environments/prod']) {
    git.templates.set(folder, 'first');
  }
  cluster.sync();
  const call = async (
    user: string,
    method: 'get' | 'post',
    url: string,
    body?: object,
  ) =>
    request(server)
      [method](url)
      .set('Authorization', mockCredentials.user.header(user))
      .send(body);
  return {
    ...backend,
    promote: (body: object = {}) =>
      call(requester, 'post', `${path}/promote`, { to: 'prod', ...body }),
    view: async (user = requester): Promise<DeploymentView> =>
      (await call(user, 'get', `${path}?refresh=true`)).body,
    decide: async (user: string, id: string, changes: object = {}) => {
      const { operation }: OperationResponse = (
        await call(user, 'get', `/api/deploy/operations/${id}`)
      ).body;
      return call(user, 'post', `/api/deploy/operations/${id}/approve`, {
        decision: 'approve',
        version: operation.to.image,
        diffHash: operation.approval?.diffHash ?? '0'.repeat(64),
        ...changes,
      });
    },
    /** The rows of the ledger, as they are exported. */
    ledger: async (): Promise<{ payload: string }[]> => {
      const { body } = await request(server)
        .get('/api/deploy/ledger/export')
        .set('Authorization', mockCredentials.user.header(requester))
        .responseType('blob');
      return String(body)
        .split('\n')
        .filter(line => line !== '')
        .map(line => JSON.parse(line));
    },
    retry: (id: string, body: object = {}) =>
      call(requester, 'post', `/api/deploy/operations/${id}/retry`, body),
    get: async (id: string, user = requester): Promise<OperationResponse> =>
      (await call(user, 'get', `/api/deploy/operations/${id}`)).body,
    /** Asks again and again until it is so; every answer takes a moment. */
    until: async (
      id: string,
      isSo: (answer: OperationResponse) => boolean,
    ): Promise<OperationResponse> => {
      let last: OperationResponse | undefined;
      for (let attempt = 0; attempt < 1000; attempt++) {
        last = (await call(requester, 'get', `/api/deploy/operations/${id}`))
          .body as OperationResponse;
        if (isSo(last)) {
          return last;
        }
      }
      throw new Error(`It did not become so: ${JSON.stringify(last)}`);
    },
  };
}

const is =
  (...states: OperationState[]) =>
  ({ operation }: OperationResponse) =>
    states.includes(operation.state);

describe('approvals in the portal', () => {
  it('C20: lets a change through when enough others approve exactly that', async () => {
    const portal = await start();
    const accepted = await portal.promote();
    expect(accepted.status).toBe(202);
    const { id } = accepted.body.operation;
    const waiting = await portal.until(id, is('awaiting-approval'));
    expect(waiting.operation).toMatchObject({
      approval: { required: 2, items: [] },
      stateReason: 'Waiting for approvals in the portal: 0 of 2',
    });
    expect(waiting.operation.deadline).toBeUndefined();
    expect(waiting.actions).toMatchObject({
      approve: {
        allowed: false,
        reason: expect.stringContaining('You asked for it yourself'),
      },
      cancel: { allowed: true },
      retry: { allowed: false },
    });
    const [, , prod] = (await portal.view('user:default/sre')).environments;
    expect(prod.operationActions?.approve).toEqual({ allowed: true });

    const own = await portal.decide(requester, id);
    expect(own.status).toBe(403);
    expect(own.body.error.gates).toMatchObject([
      { id: 'approvals', clearedBy: expect.stringContaining('Somebody else') },
    ]);
    // Not even one that the permission service lets do everything.
    const program = await request(portal.server)
      .post(`/api/deploy/operations/${id}/approve`)
      .set(
        'Authorization',
        mockCredentials.service.header({
          onBehalfOf: mockCredentials.service('external:pipeline'),
          targetPluginId: 'deploy',
        }),
      )
      .send({
        decision: 'approve',
        version: waiting.operation.to.image,
        diffHash: waiting.operation.approval?.diffHash,
      });
    expect(program.status).toBe(403);
    expect(program.body.error.message).toContain(
      "'external:pipeline' is a program, and approvals are given by people",
    );
    for (const wrong of [
      { diffHash: '0'.repeat(64) },
      { version: testImage(7) },
    ]) {
      const refused = await portal.decide('user:default/sre', id, wrong);
      expect(refused.status).toBe(409);
      expect(refused.body.error.code).toBe('not-approvable');
    }
    expect((await portal.decide('user:default/sre', id)).status).toBe(202);
    // Twice is once.
    expect((await portal.decide('user:default/sre', id)).status).toBe(202);
    expect((await portal.get(id)).operation.state).toBe('awaiting-approval');
    expect(
      (await portal.get(id, 'user:default/sre')).actions.approve,
    ).toMatchObject({ allowed: false });
    expect(portal.git.commits.some(commit => commit.operationId)).toBe(false);

    expect((await portal.decide('user:default/lead', id)).status).toBe(202);
    await portal.until(id, is('committed'));
    portal.cluster.sync();
    const done = await portal.until(id, is('succeeded'));
    expect(done.operation.approval?.items.map(({ by }) => by)).toEqual([
      'user:default/sre',
      'user:default/lead',
    ]);
    expect(
      done.events.find(({ state }) => state === 'applying')?.reason,
    ).toContain("Approved by 'user:default/sre', 'user:default/lead'");
    const late = await portal.decide('user:default/other', id);
    expect(late.body.error.code).toBe('not-approvable');
  });

  it('C20: voids what was approved when the manifest or the version there changes', async () => {
    const portal = await start();
    const { id } = (await portal.promote()).body.operation;
    const { operation } = await portal.until(id, is('awaiting-approval'));
    const before = operation.approval?.diffHash;
    await portal.decide('user:default/sre', id);
    portal.git.templates.set('environments/prod', 'edited');
    const voided = await portal.until(
      id,
      answer => answer.operation.approval?.diffHash !== before,
    );
    expect(voided.operation.state).toBe('awaiting-approval');
    expect(voided.operation.approval?.items).toMatchObject([
      { by: 'user:default/sre', voidedAt: expect.any(String) },
    ]);
    expect(voided.events.map(({ reason }) => reason)).toContainEqual(
      expect.stringContaining("the manifest of 'prod' was edited"),
    );
    // It keeps saying so, however often it is looked at.
    await portal.until(id, ({ operation: { stateReason = '' } }) =>
      stateReason.includes('Earlier approvals lost their effect'),
    );
    const old = await portal.decide('user:default/lead', id, {
      diffHash: before,
    });
    expect(old.body.error.code).toBe('not-approvable');
    // Neither approval of before counts: both look again.
    await portal.decide('user:default/lead', id);
    expect((await portal.get(id)).operation.state).toBe('awaiting-approval');
    await portal.decide('user:default/sre', id);
    await portal.until(id, is('committed'));
  });

  it('ends rejected by name, and can be asked for again', async () => {
    const portal = await start();
    const { id } = (await portal.promote({ reason: 'Release' })).body.operation;
    await portal.until(id, is('awaiting-approval'));
    await portal.decide('user:default/sre', id, {
      decision: 'reject',
      reason: 'Not on a Friday',
    });
    const { operation, actions } = await portal.until(id, is('rejected'));
    expect(operation.stateReason).toBe(
      "'user:default/sre' rejected it: Not on a Friday. Nothing was changed",
    );
    expect(actions).toMatchObject({
      retry: { allowed: true },
      cancel: { allowed: false },
    });
    const retried = await portal.retry(id);
    expect(retried.status).toBe(202);
    expect(retried.body.operation).toMatchObject({
      retryOf: id,
      reason: 'Release',
      to: { image: testImage(2) },
      correlationId: operation.correlationId,
    });
    const again = await portal.retry(id);
    expect(again.status).toBe(409);
    expect(again.body.error.code).toBe('not-retryable');
    // The source moved on: the same version is no longer what would be promoted.
    const next = retried.body.operation.id;
    await portal.until(next, is('awaiting-approval'));
    await portal.decide('user:default/sre', next, { decision: 'reject' });
    await portal.until(next, is('rejected'));
    portal.git.write('environments/qa', testImage(5));
    portal.cluster.sync();
    const moved = await portal.retry(next);
    expect(moved.body.error).toMatchObject({
      code: 'changed-since-seen',
      changed: [{ field: 'to' }],
    });
  });

  it('C1: a retry whose answer got lost is the same operation for the same key', async () => {
    const portal = await start();
    const { id } = (await portal.promote()).body.operation;
    await portal.until(id, is('awaiting-approval'));
    await portal.decide('user:default/sre', id, { decision: 'reject' });
    await portal.until(id, is('rejected'));
    const key = { idempotencyKey: 'retry-only-once' };
    const first = await portal.retry(id, key);
    expect(first.status).toBe(202);
    const again = await portal.retry(id, key);
    expect(again.body).toMatchObject({
      result: 'existing',
      operation: { id: first.body.operation.id },
    });
    const other = await portal.promote(key);
    expect(other.body.error.code).toBe('idempotency-key-reused');
  });

  it('C18: lets nobody approve without the permission, and writes the attempt down', async () => {
    const portal = await start();
    const { id } = (await portal.promote()).body.operation;
    await portal.until(id, is('awaiting-approval'));
    portal.denied.add('deploy.approve component:default/payments#prod');
    const refused = await portal.decide('user:default/sre', id);
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toContain("'deploy.approve'");
    expect(portal.audit.at(-1)).toMatchObject({
      eventId: 'approve',
      outcome: 'fail',
      meta: { requestedBy: 'user:default/sre' },
    });
    expect((await portal.get(id)).operation.approval?.items).toEqual([]);
  });
});

describe('breaking the glass', () => {
  it('passes freeze and approvals for who may, and is written down', async () => {
    const portal = await start(frozen);
    const plain = await portal.promote({ reason: 'Please' });
    expect(plain.status).toBe(409);
    expect(plain.body.error.gates).toMatchObject([
      {
        id: 'freeze',
        clearsAt: '2100-01-01T00:00:00.000Z',
        clearedBy: expect.stringContaining('deploy.freeze.override'),
      },
    ]);
    const [, qa] = (await portal.view()).environments;
    expect(qa.promote).toMatchObject({ allowed: false, breakGlass: true });

    const broken = await portal.promote({
      reason: 'Fix',
      breakGlass: { reason: 'Customers cannot pay' },
    });
    expect(broken.status).toBe(202);
    expect(broken.body.operation).toMatchObject({
      breakGlass: { by: requester, reason: 'Customers cannot pay' },
    });
    expect(broken.body.operation.approval).toBeUndefined();
    expect(portal.audit.at(-1)).toMatchObject({
      eventId: 'promote',
      severityLevel: 'critical',
      outcome: 'success',
      meta: { breakGlass: 'Customers cannot pay' },
    });
    const { id } = broken.body.operation;
    await portal.until(id, is('committed'));
    portal.cluster.sync();
    const done = await portal.until(id, is('succeeded'));
    expect(done.operation.breakGlass?.reason).toBe('Customers cannot pay');
    const ledger = await portal.ledger();
    expect(ledger).toHaveLength(done.events.length);
    for (const row of ledger) {
      expect(JSON.parse(row.payload).breakGlass).toEqual({
        by: requester,
        reason: 'Customers cannot pay',
        gates: ['freeze', 'approvals'],
      });
    }
  });

  it('does not spare the approvals of who may not approve', async () => {
    const portal = await start(frozen);
    portal.denied.add('deploy.approve');
    const broken = await portal.promote({ breakGlass: { reason: 'Urgent' } });
    expect(broken.status).toBe(202);
    const { operation } = await portal.until(
      broken.body.operation.id,
      is('awaiting-approval'),
    );
    expect(operation).toMatchObject({
      approval: { required: 2 },
      breakGlass: { reason: 'Urgent' },
    });
  });

  it('C18: is refused to who may not, and the attempt is critical', async () => {
    const portal = await start(frozen);
    portal.denied.add('deploy.freeze.override');
    const refused = await portal.promote({ breakGlass: { reason: 'Urgent' } });
    expect(refused.status).toBe(403);
    expect(refused.body.error.gates).toMatchObject([{ id: 'freeze' }]);
    expect(portal.audit).toMatchObject([
      { eventId: 'promote', severityLevel: 'critical', outcome: 'fail' },
    ]);
    const [, qa] = (await portal.view()).environments;
    expect(qa.promote).toMatchObject({ allowed: false, breakGlass: false });
  });

  it('C18: is refused to programs, whatever their token may', async () => {
    const portal = await start(frozen);
    const refused = await request(portal.server)
      .post(`${path}/promote`)
      .set(
        'Authorization',
        mockCredentials.service.header({
          onBehalfOf: mockCredentials.service('external:pipeline'),
          targetPluginId: 'deploy',
        }),
      )
      .send({ to: 'prod', breakGlass: { reason: 'Urgent' } });
    expect(refused.status).toBe(403);
    expect(refused.body.error.gates).toMatchObject([{ id: 'freeze' }]);
    expect(portal.git.commits.some(commit => commit.operationId)).toBe(false);
  });

  it('is not noted where there was nothing to break', async () => {
    const portal = await start({
      environments: [{ name: 'qa' }, { name: 'prod' }],
    });
    portal.git.write('deploy', testImage(2));
    portal.cluster.sync();
    const accepted = await portal.promote({ breakGlass: { reason: 'Urgent' } });
    expect(accepted.status).toBe(202);
    expect(accepted.body.operation.breakGlass).toBeUndefined();
  });
});

describe('C19: the manifest that was looked at', () => {
  it('is compared with the one that is there', async () => {
    const portal = await start();
    const [, , prod] = (await portal.view()).environments;
    const { template } = prod.state.desired ?? {};
    expect(template).toBe('first');
    portal.git.templates.set('environments/prod', 'edited');
    const refused = await portal.promote({ expected: { template } });
    expect(refused.status).toBe(409);
    expect(refused.body.error).toMatchObject({
      code: 'changed-since-seen',
      changed: [{ field: 'manifest', expected: 'first', actual: 'edited' }],
    });
    const looked = await portal.promote({ expected: { template: 'edited' } });
    expect(looked.status).toBe(202);
  });
});
