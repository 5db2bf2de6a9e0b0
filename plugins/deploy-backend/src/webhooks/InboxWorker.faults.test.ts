import { newOperation } from '../__testUtils__/newOperation';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { OperationRow } from '../database/rows';
import { createWebhookWorld, pushOf } from './__testUtils__/createWebhookWorld';
import { createCompletionToken, readCompletionKey } from './completionTokens';

jest.setTimeout(60_000);

const databases = createTestDatabases();

describe.each(databases.eachSupportedId())('inbox worker on %s', id => {
  it('D1: follows a delivery once, however often it comes and whoever works', async () => {
    const world = await createWebhookWorld(databases, id);
    const statuses = await Promise.all(
      Array.from({ length: 50 }, () =>
        world.post('github', pushOf('environments/qa'), {
          delivery: 'the-same-delivery',
        }),
      ),
    );
    expect(new Set(statuses)).toEqual(new Set([202]));
    expect(
      world.received.filter(([, result]) => result === 'stored'),
    ).toHaveLength(1);
    await Promise.all([1, 2, 3].map(() => world.worker.runOnce()));
    await world.drain();
    expect(world.refreshed).toEqual(['qa']);
    await world.close();
  });

  it('wakes the operation that waits for what came, and no other', async () => {
    const world = await createWebhookWorld(databases, id);
    for (const environment of ['qa', 'staging']) {
      await world.store.create(newOperation({ environment }));
    }
    const later = Date.now() + 3_600_000;
    const rest = () =>
      world.knex<OperationRow>('operations').update({ next_at: later });
    const awake = async () =>
      (
        await world
          .knex<OperationRow>('operations')
          .where('next_at', '<', later)
          .orderBy('sequence')
      ).map(row => row.environment);
    await rest();
    await world.post('github', pushOf('environments/qa'));
    await world.drain();
    expect(await awake()).toEqual(['qa']);
    expect(world.woken).toHaveLength(1);

    await rest();
    const { repository } = pushOf('');
    await world.post(
      'github',
      { repository },
      { event: 'pull_request_review' },
    );
    await world.drain();
    expect(await awake()).toEqual(['qa', 'staging']);
    // A review changes nothing that runs.
    expect(world.refreshed).toEqual(['qa']);
    await world.close();
  });

  it('D10: gives a poisonous delivery up after some attempts, while others flow, and replays it', async () => {
    const world = await createWebhookWorld(databases, id, {
      webhooks: { worker: { maxAttempts: 3 } },
    });
    const query = world.catalog.queryEntities.getMockImplementation()!;
    let poisonous = true;
    world.catalog.queryEntities.mockImplementation(async (request, options) => {
      if (poisonous && JSON.stringify(request).includes('poison')) {
        throw new Error('The catalog chokes on it');
      }
      return query(request, options);
    });
    await world.post('argocd', { application: 'poison' });
    await world.post('argocd', { application: 'poison', second: true });
    await world.post('argocd', { application: 'idp-payments-qa' });
    await world.post('flux', { nonsense: true });
    for (let attempt = 0; attempt < 6; attempt++) {
      await world.drain();
      await world
        .knex('inbox')
        .whereNull('dead_at')
        .whereNull('done_at')
        .update({ next_at: 0 });
    }
    expect(world.refreshed).toEqual(['qa']);
    const dead = await world.inbox.list({ state: 'dead', limit: 10 });
    expect(
      dead.map(({ about, attempts }) => [about.slice(0, 6), attempts]),
    ).toEqual([
      // What was never a message is not tried again.
      [`hash:${dead[0].about[5]}`, 1],
      ['poison', 3],
      ['poison', 3],
    ]);
    expect(dead[1].error).toBe('The catalog chokes on it');
    expect(world.logger.error).toHaveBeenCalledWith(
      'A webhook is given up; it can be replayed',
      expect.objectContaining({ source: 'argocd', attempt: 3 }),
    );

    poisonous = false;
    await world.inbox.replay(Number(dead[2].id));
    await world.drain();
    await expect(
      world.inbox.list({ state: 'done', limit: 10 }),
    ).resolves.toContainEqual(
      expect.objectContaining({ id: dead[2].id, outcome: 'ignored' }),
    );
    await world.close();
  });

  it('D12: ignores what is not ours, and calls no address that a body names', async () => {
    const world = await createWebhookWorld(databases, id);
    const fetched = jest.spyOn(globalThis, 'fetch');
    await world.post('github', pushOf('deploy', 'acme/somebody-elses'));
    await world.post('github', pushOf('deploy', 'other/idp-payments'));
    await world.post('argocd', { application: 'idp-other' });
    await world.post('ci', {
      event: 'artifact.available',
      image: 'localhost:1/evil/image:v1',
    });
    await world.post('flux', {
      involvedObject: { kind: 'HelmRelease', namespace: 'x', name: 'other' },
    });
    const calls = fetched.mock.calls.length;
    await world.drain();
    expect(fetched.mock.calls).toHaveLength(calls);
    fetched.mockRestore();
    const items = await world.inbox.list({ limit: 10 });
    expect(items).toHaveLength(5);
    for (const item of items) {
      expect(item).toMatchObject({ state: 'done', outcome: 'ignored' });
    }
    expect(world.refreshed).toEqual([]);
    await world.close();
  });

  it('D12: takes neither files nor branches that are not those of the environment', async () => {
    const world = await createWebhookWorld(databases, id);
    await world.post('github', pushOf('docs'));
    await world.post('github', pushOf('environments/qa-old'));
    await world.drain();
    expect(world.refreshed).toEqual([]);
    await world.close();
  });

  it('C14: a job that lies about an operation is written down, and nothing else happens', async () => {
    const world = await createWebhookWorld(databases, id);
    const { record } = await world.store.create(newOperation());
    const operationId = record.operation.id;
    const before = await world.store.get(operationId);
    const key = await readCompletionKey(world.knex);
    const say = (claim: object) =>
      world.post('ci', {
        event: 'deploy.completed',
        operationId,
        token: createCompletionToken(key, operationId),
        status: 'succeeded',
        ...claim,
      });
    await say({
      token: createCompletionToken('the secret of the CI', operationId),
    });
    await say({ environment: 'prod' });
    await say({ operationId: '0b7c9a30-5a5e-4b0e-9a8e-6f3f8f0d1c2b' });
    await world.drain();
    expect(world.audited).toHaveLength(3);
    for (const event of world.audited) {
      expect(event).toMatchObject({ severity: 'high', outcome: 'fail' });
    }
    expect(await world.store.get(operationId)).toEqual(before);
    expect(world.refreshed).toEqual([]);

    await say({});
    await world.drain();
    expect(world.audited.at(-1)).toEqual({
      severity: 'medium',
      outcome: 'success',
    });
    expect(world.refreshed).toEqual(['qa']);
    // Even the truth changes nothing by itself: whether it runs, the cluster says.
    expect((await world.store.get(operationId))?.operation.state).toBe(
      'requested',
    );
    await world.close();
  });

  it('F5: another worker takes over from one that died', async () => {
    const world = await createWebhookWorld(databases, id);
    await world.post('github', pushOf('environments/qa'));
    await world.inbox.claim(60_000);
    await world.drain();
    expect(world.refreshed).toEqual([]);
    await world.passInboxTime();
    await world.drain();
    expect(world.refreshed).toEqual(['qa']);
    await world.close();
  });
});
