import { mockCredentials } from '@backstage/backend-test-utils';
import {
  DeploymentView,
  OperationResponse,
} from '@openportal/plugin-deploy-common';
import request from 'supertest';
import { testImage } from './__testUtils__/newOperation';
import { startDeployBackend } from './__testUtils__/startDeployBackend';

jest.setTimeout(60_000);

const path = '/api/deploy/entities/component/default/payments';

type Backend = Awaited<ReturnType<typeof startDeployBackend>>;

async function view({ server }: Backend): Promise<DeploymentView> {
  const response = await request(server).get(`${path}?refresh=true`);
  expect(response.status).toBe(200);
  return response.body;
}

/** Asks for an operation again and again until it is in a state; every answer takes a moment. */
async function waitForState(
  { server }: Backend,
  id: string,
  states: string[],
): Promise<OperationResponse> {
  for (let attempt = 0; attempt < 500; attempt++) {
    const response = await request(server).get(`/api/deploy/operations/${id}`);
    if (states.includes(response.body.operation.state)) {
      return response.body;
    }
  }
  throw new Error(`Operation ${id} did not become ${states.join(' or ')}`);
}

describe('deploy API', () => {
  it('answers what the Deploy tab needs in one go', async () => {
    const backend = await startDeployBackend();
    const { server } = backend;
    const environments = await request(server).get('/api/deploy/environments');
    expect(
      environments.body.items.map(({ name }: { name: string }) => name),
    ).toEqual(['development', 'qa', 'staging', 'prod']);

    const answer = await view(backend);
    expect(answer).toMatchObject({
      entityRef: 'component:default/payments',
      strategy: 'manifest',
      observer: 'argocd',
      problems: [],
    });
    const [development, qa, , prod] = answer.environments;
    expect(development).toMatchObject({
      state: {
        desired: { version: 'sha-0202020' },
        observed: { version: 'sha-0202020' },
        health: 'healthy',
        sync: 'synced',
        drift: false,
        stale: false,
        lastHealthy: { version: 'sha-0202020' },
      },
      promote: {
        environment: 'qa',
        allowed: true,
        from: { version: 'sha-0101010' },
        to: { version: 'sha-0202020' },
        mode: 'direct',
      },
    });
    expect(development.skips).toMatchObject([
      { environment: 'staging', allowed: true },
      { environment: 'prod', mode: 'pull-request' },
    ]);
    expect(prod.skips).toBeUndefined();
    expect(qa.promote).toMatchObject({
      environment: 'staging',
      allowed: false,
    });
    expect(qa.rollback).toMatchObject({ allowed: false });
    expect(prod.promote).toBeUndefined();
    expect(prod.state.links).toContainEqual({
      title: 'Argo CD',
      kind: 'argocd',
      url: 'https://argocd.test/applications/idp-payments-prod',
    });
  });

  it('promotes to the next environment until it runs there, then says that there is nothing to do', async () => {
    const backend = await startDeployBackend();
    const { server, cluster, git } = backend;
    const response = await request(server)
      .post(`${path}/promote`)
      .send({ from: 'dev', reason: 'Ready' });
    expect(response.status).toBe(202);
    expect(response.body).toMatchObject({
      result: 'accepted',
      operation: {
        environment: 'qa',
        sourceEnvironment: 'development',
        requestedBy: mockCredentials.user().principal.userEntityRef,
        channel: 'ui',
        to: { version: 'sha-0202020' },
      },
    });
    const { id } = response.body.operation;
    await waitForState(backend, id, ['committed']);
    const active = await view(backend);
    expect(active.environments[1].activeOperation?.id).toBe(id);
    expect(active.environments[0].promote).toMatchObject({ allowed: false });

    cluster.sync();
    const done = await waitForState(backend, id, ['succeeded']);
    expect(done.events.map(({ state }) => state)).toEqual([
      'requested',
      'applying',
      'committed',
      'succeeded',
    ]);
    expect(git.commits.filter(commit => commit.operationId)).toHaveLength(1);
    // What was checked at the request stays to be seen.
    expect(done.gates).toContainEqual(
      expect.objectContaining({ id: 'source-healthy', status: 'pass' }),
    );
    const filtered = (filter: string) =>
      request(server).get(`${path}/history?${filter}`);
    expect(
      (await filtered('kind=promote&state=succeeded')).body.items,
    ).toMatchObject([{ id }]);
    expect((await filtered('kind=rollback')).body.items).toEqual([]);
    expect(
      (await filtered('requestedBy=user:default/nobody')).body.items,
    ).toEqual([]);
    expect((await filtered('state=nonsense')).status).toBe(400);

    const again = await request(server)
      .post(`${path}/promote`)
      .send({ to: 'qa' });
    expect(again.status).toBe(200);
    expect(again.body).toEqual({
      result: 'unchanged',
      message: "'sha-0202020' runs healthy in 'qa' already. Nothing to do",
    });

    const history = await request(server).get(`${path}/history?environment=qa`);
    expect(history.body.items).toHaveLength(1);
    expect(backend.events).toEqual([
      { eventId: 'promote', outcome: 'success' },
      { eventId: 'promote', outcome: 'success' },
    ]);
  });

  it('rolls back to the version that was healthy before, with a reason, and marks the one that it leaves', async () => {
    const backend = await startDeployBackend();
    const { server, git, cluster } = backend;
    await request(server).get(`${path}?refresh=true`);
    git.write('environments/qa', testImage(3));
    cluster.sync();
    const missing = await request(server)
      .post(`${path}/rollback`)
      .send({ environment: 'qa' });
    expect(missing.status).toBe(400);
    expect(missing.body.error.message).toContain('reason');

    const versions = await request(server).get(
      `${path}/versions?environment=qa`,
    );
    expect(versions.body.items).toMatchObject([
      { version: 'sha-0303030', current: true, suggested: false },
      { version: 'sha-0101010', suggested: true, presence: 'present' },
    ]);
    const response = await request(server)
      .post(`${path}/rollback`)
      .send({ environment: 'qa', reason: 'It leaks memory' });
    expect(response.status).toBe(202);
    const { id } = response.body.operation;
    await waitForState(backend, id, ['committed']);
    cluster.sync();
    const { operation } = await waitForState(backend, id, ['succeeded']);
    expect(operation).toMatchObject({
      kind: 'rollback',
      from: { version: 'sha-0303030' },
      to: { version: 'sha-0101010' },
    });
    const after = await request(server).get(`${path}/versions?environment=qa`);
    expect(after.body.items).toContainEqual(
      expect.objectContaining({
        version: 'sha-0303030',
        suggested: false,
        bad: expect.objectContaining({ reason: 'It leaks memory' }),
      }),
    );
    // C9: a second rollback does not go back to what was just left.
    const second = await request(server)
      .post(`${path}/rollback`)
      .send({ environment: 'qa', reason: 'Again' });
    expect(second.status).toBe(409);
    expect(second.body.error.code).toBe('no-rollback-target');
  });

  it('opens a pull request for a protected environment, and cancels it', async () => {
    const backend = await startDeployBackend();
    const { server, git, cluster } = backend;
    git.write('environments/staging', testImage(2));
    cluster.sync();
    const response = await request(server)
      .post(`${path}/promote`)
      .send({ to: 'production' });
    expect(response.status).toBe(202);
    const { id } = response.body.operation;
    const { operation } = await waitForState(backend, id, [
      'awaiting-approval',
    ]);
    expect(operation.deadline).toBeUndefined();
    const cancelled = await request(server)
      .post(`/api/deploy/operations/${id}/cancel`)
      .send({ reason: 'Not today' });
    expect(cancelled.status).toBe(202);
    await waitForState(backend, id, ['cancelled']);
    expect(git.pullRequests).toMatchObject([{ state: 'closed' }]);
    const late = await request(server).post(
      `/api/deploy/operations/${id}/cancel`,
    );
    expect(late.status).toBe(409);
    expect(late.body.error.code).toBe('not-cancellable');
  });

  it('says what is wrong with a request', async () => {
    const { server } = await startDeployBackend();
    const post = async (body: object) =>
      (await request(server).post(`${path}/promote`).send(body)).body.error
        .message;
    await expect(post({})).resolves.toContain("give 'from', 'to' or both");
    await expect(post({ to: 'moon' })).resolves.toContain(
      "No environment is named 'moon'. Use one of: development, qa, staging, prod",
    );
    await expect(post({ from: 'prod' })).resolves.toContain(
      "'prod' is the last environment",
    );
    await expect(post({ to: 'dev' })).resolves.toContain(
      "'development' is the first environment",
    );
    await expect(post({ from: 'qa', to: 'dev' })).resolves.toContain(
      'To go back to an earlier version, roll back',
    );
    const unknownEntity = await request(server).get(
      '/api/deploy/entities/component/default/nothing',
    );
    expect(unknownEntity.status).toBe(404);
    expect(unknownEntity.body.error.message).toContain(
      "'component:default/nothing'",
    );
    const unknownOperation = await request(server).get(
      '/api/deploy/operations/nothing',
    );
    expect(unknownOperation.status).toBe(404);
    const unknownVersion = await request(server)
      .post(`${path}/rollback`)
      .send({ environment: 'qa', version: 'v9', reason: 'Because' });
    expect(unknownVersion.status).toBe(404);
    expect(unknownVersion.body.error.message).toContain("'v9'");
  });

  it('refuses by gate: an unhealthy source, a missing image, no digest', async () => {
    const backend = await startDeployBackend();
    const { server, cluster, registry, git } = backend;
    const post = async () => {
      const response = await request(server)
        .post(`${path}/promote`)
        .send({ to: 'qa' });
      expect(response.status).toBe(409);
      expect(response.body.error.code).toBe('gate-failed');
      return response.body.error.message;
    };
    cluster.sync('degraded', 'CrashLoopBackOff');
    await expect(post()).resolves.toContain(
      "'sha-0202020' is 'degraded' in 'development' (CrashLoopBackOff)",
    );
    cluster.sync();
    registry.missing.add(testImage(2));
    await expect(post()).resolves.toContain('no longer in the registry');
    git.write('deploy', 'registry.test/acme/idp-payments:latest');
    cluster.sync();
    registry.digests.set(
      'registry.test/acme/idp-payments:latest',
      `sha256:${'ab'.repeat(32)}`,
    );
    await expect(post()).resolves.toContain('has no digest');
  });

  it('keeps the last known state of a source that is away, and locks promotions from it', async () => {
    const backend = await startDeployBackend({ deploy: { staleAfter: '1ms' } });
    await view(backend);
    backend.cluster.broken = true;
    const [development] = (await view(backend)).environments;
    expect(development.state).toMatchObject({
      health: 'healthy',
      stale: true,
      observed: { version: 'sha-0202020' },
      sources: { observed: { error: expect.stringContaining('not answer') } },
    });
    expect(development.promote?.gates).toContainEqual(
      expect.objectContaining({ id: 'freshness', status: 'fail' }),
    );
  });

  it('C18: asks the permission on the target, and records the denial', async () => {
    const backend = await startDeployBackend();
    const { server, denied, git, cluster } = backend;
    git.write('environments/staging', testImage(2));
    cluster.sync();
    denied.add('deploy.promote component:default/payments#prod');
    const refused = await request(server)
      .post(`${path}/promote`)
      .send({ to: 'prod' });
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toContain(
      "You may not promote 'component:default/payments' in 'prod'",
    );
    expect(backend.events).toEqual([{ eventId: 'promote', outcome: 'fail' }]);
    const { environments } = await view(backend);
    expect(environments[2].promote?.gates[0]).toMatchObject({
      id: 'permission',
      status: 'fail',
    });

    expect(environments[0].skips).toMatchObject([{ environment: 'staging' }]);
    denied.add('deploy.promote.skip');
    expect((await view(backend)).environments[0].skips).toBeUndefined();
    const skipped = await request(server)
      .post(`${path}/promote`)
      .send({ from: 'dev', to: 'staging' });
    expect(skipped.status).toBe(403);
    expect(skipped.body.error.message).toContain("Promote to 'qa' first");

    denied.add('deploy.rollback');
    const rollback = await request(server)
      .post(`${path}/rollback`)
      .send({ environment: 'qa', reason: 'Because' });
    expect(rollback.status).toBe(403);

    denied.add('deploy.read component:default/payments#prod');
    expect((await view(backend)).environments).toHaveLength(3);
    denied.add('deploy.read');
    const hidden = await request(server).get(path);
    expect(hidden.status).toBe(403);
  });

  it('refuses who is nobody', async () => {
    const { server } = await startDeployBackend();
    const response = await request(server)
      .get(path)
      .set('Authorization', mockCredentials.none.header());
    expect(response.status).toBe(401);
  });
});
