import { mockServices } from '@backstage/backend-test-utils';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { createTestWorld } from '../__testUtils__/createTestWorld';
import { findLedgerProblem } from '../__testUtils__/findLedgerProblem';
import { newOperation, testImage } from '../__testUtils__/newOperation';
import { DatabaseOutbox } from '../database/DatabaseOutbox';
import { OperationRow, OutboxRow } from '../database/rows';
import { OutboxDispatcher } from '../notifications/OutboxDispatcher';
import { LateWatcher } from './LateWatcher';
import { OperationRecord } from './OperationRecord';
import { OperationWorker } from './OperationWorker';

jest.setTimeout(60_000);

const databases = createTestDatabases();
const MINUTE = 60_000;

type World = Awaited<ReturnType<typeof createTestWorld>>;

function createLateWatcher(world: World, changed: OperationRecord[] = []) {
  const watcher = new LateWatcher({
    knex: world.knex,
    context: world.context,
    logger: mockServices.logger.mock(),
    onChange: record => changed.push(record),
  });
  return {
    changed,
    /** Looks at what ended, as if the time of the next look had come. */
    look: async () => {
      await world
        .knex<OperationRow>('operations')
        .whereNotNull('late_next_at')
        .update({ late_next_at: 0 });
      while (await watcher.runOnce()) {
        // Until nothing is due.
      }
    },
  };
}

/** A promotion that is in git, and that the cluster never takes up in time. */
async function timedOut(world: World) {
  const { record } = await world.store.create(newOperation());
  await world.createWorker().runOnce();
  await world.passTime({ milliseconds: 16 * MINUTE });
  await world.createWorker().runOnce();
  const ended = await world.store.get(record.operation.id);
  expect(ended?.operation.state).toBe('timed-out');
  return record.operation.id;
}

describe.each(databases.eachSupportedId())('ends on %s', databaseId => {
  it('C6: a cluster that never reports lets the environment go, and a late success is told and written down', async () => {
    const world = await createTestWorld(databases, databaseId);
    const { store, cluster, knex } = world;
    const id = await timedOut(world);
    const { changed, look } = createLateWatcher(world);
    await look();
    expect(changed).toEqual([]);

    cluster.sync();
    await look();
    const { operation } = (await store.get(id)) ?? {};
    // One end to each operation: what was learned later is beside it.
    expect(operation).toMatchObject({ id, state: 'timed-out' });
    expect(operation?.lateSuccessAt).toBeDefined();
    expect(changed.map(record => record.operation.id)).toEqual([id]);
    const events = await store.events(id);
    expect(events.at(-1)).toMatchObject({
      state: 'timed-out',
      reason: "'sha-0202020' runs healthy after all",
    });
    await expect(findLedgerProblem(knex)).resolves.toBeUndefined();
    await expect(
      knex<OutboxRow>('outbox').where({ dedupe_key: `${id}:late-success` }),
    ).resolves.toHaveLength(1);
    await look();
    await expect(store.events(id)).resolves.toEqual(events);
  });

  it('C6: the environment is free after the time is over, and who comes then ends the look at the one before', async () => {
    const world = await createTestWorld(databases, databaseId);
    const { store, cluster, knex } = world;
    const id = await timedOut(world);
    const next = await store.create(
      newOperation({
        fromImage: testImage(2),
        toImage: testImage(3),
        latestOperationId: id,
      }),
    );
    expect(next.created).toBe(true);
    cluster.sync();
    await createLateWatcher(world).look();
    await expect(store.get(id)).resolves.toMatchObject({
      operation: { lateSuccessAt: undefined },
    });
    await expect(
      knex<OperationRow>('operations').where({ id }).first('late_next_at'),
    ).resolves.toEqual({ late_next_at: null });
  });

  it.each(['direct', 'pull-request'] as const)(
    'F5: a write that was on its way when its worker lost the lease is found after the end, and told: %s',
    async mode => {
      const world = await createTestWorld(databases, databaseId);
      const { store, git, knex } = world;
      const { record } = await store.create(
        newOperation({ environment: mode === 'direct' ? 'qa' : 'prod', mode }),
      );
      const { id } = record.operation;
      let arrive: () => void = () => {};
      let goOn: () => void = () => {};
      const arrived = new Promise<void>(resolve => {
        arrive = resolve;
      });
      const onItsWay = new Promise<void>(resolve => {
        goOn = resolve;
      });
      git.onCall = method => {
        if (method === 'propose') {
          arrive();
          return onItsWay;
        }
        return undefined;
      };
      const slow = world.createWorker().runOnce();
      await arrived;
      git.onCall = () => {};
      await store.requestCancel(id, { by: 'user:default/sre' });
      await world.passTime();
      await world.createWorker().runOnce();
      const { changed, look } = createLateWatcher(world);
      await look();
      expect(changed).toEqual([]);

      goOn();
      await slow;
      await look();
      await look();
      await expect(store.get(id)).resolves.toMatchObject({
        operation: { state: 'cancelled', change: { kind: expect.any(String) } },
      });
      const events = await store.events(id);
      expect(events.filter(({ state }) => state === 'cancelled')).toMatchObject(
        [
          { reason: "Cancelled by 'user:default/sre'" },
          { reason: expect.stringContaining('after its end') },
        ],
      );
      expect(git.pullRequests.map(({ state }) => state)).toEqual(
        mode === 'direct' ? [] : ['closed'],
      );
      await expect(
        knex<OutboxRow>('outbox').where({ dedupe_key: `${id}:late-effect` }),
      ).resolves.toHaveLength(1);
    },
  );

  it('C5: a change that was reverted in git after the time is over is no late success', async () => {
    const world = await createTestWorld(databases, databaseId);
    const { store, cluster, git } = world;
    const id = await timedOut(world);
    git.write('environments/qa', testImage(1));
    cluster.sync();
    await createLateWatcher(world).look();
    await expect(store.get(id)).resolves.toMatchObject({
      operation: { state: 'timed-out', lateSuccessAt: undefined },
    });
  });

  it('C5: merged, and then reverted by hand: superseded, and it says by what', async () => {
    const world = await createTestWorld(databases, databaseId);
    const { store, git } = world;
    const { record } = await store.create(
      newOperation({ environment: 'prod', mode: 'pull-request' }),
    );
    await world.createWorker().runOnce();
    git.review({ author: 'sre' });
    await world.passTime();
    await world.createWorker().runOnce();
    git.write('environments/prod', testImage(1));
    await world.passTime();
    await world.createWorker().runOnce();
    // It sees that git says something else, and then that it stays so.
    for (let round = 0; round < 3; round++) {
      await world.passTime({ milliseconds: MINUTE });
      await world.createWorker().runOnce();
    }
    await expect(store.get(record.operation.id)).resolves.toMatchObject({
      operation: {
        state: 'superseded',
        stateReason: expect.stringContaining(testImage(1)),
      },
    });
  });

  it('C5: a pull request that is merged long after is followed to its end', async () => {
    const world = await createTestWorld(databases, databaseId);
    const { store, git, cluster } = world;
    const { record } = await store.create(
      newOperation({ environment: 'prod', mode: 'pull-request' }),
    );
    const { id } = record.operation;
    await world.createWorker().runOnce();
    // No time limit while a person must act.
    await world.passTime({ milliseconds: 40 * 24 * 60 * MINUTE });
    await world.createWorker().runOnce();
    await expect(store.get(id)).resolves.toMatchObject({
      operation: { state: 'awaiting-approval', deadline: undefined },
    });
    const ref = (await store.get(id))?.changeRef;
    if (!ref) {
      throw new Error('There is no pull request');
    }
    git.mergeByHand(ref);
    await world.passTime();
    await world.createWorker().runOnce();
    cluster.sync();
    await world.passTime();
    await world.createWorker().runOnce();
    await expect(store.get(id)).resolves.toMatchObject({
      operation: { state: 'succeeded' },
    });
  });

  it.each([
    {
      mode: 'direct',
      state: 'requested',
      end: 'cancelled',
      says: /no longer in the configuration/,
    },
    {
      mode: 'direct',
      state: 'committed',
      end: 'succeeded',
      says: /runs healthy/,
    },
    {
      mode: 'pull-request',
      state: 'awaiting-approval',
      end: 'succeeded',
      says: /by hand/,
    },
  ] as const)(
    "C17: an environment that leaves the configuration while an operation is '$state': it ends as '$end', and no gate is passed",
    async ({ mode, state, end, says }) => {
      const world = await createTestWorld(databases, databaseId);
      const { store, git, cluster, context } = world;
      const environment = mode === 'direct' ? 'qa' : 'prod';
      const { record } = await store.create(
        newOperation({ environment, mode }),
      );
      const { id } = record.operation;
      if (state !== 'requested') {
        await world.createWorker().runOnce();
      }
      await expect(store.get(id)).resolves.toMatchObject({
        operation: { state },
      });

      // The portal comes back without it, and with the others in another order.
      const restarted = new OperationWorker({
        store,
        context: {
          ...context,
          config: {
            ...context.config,
            environments: context.config.environments
              .filter(({ name }) => name !== environment)
              .reverse(),
          },
        },
        logger: mockServices.logger.mock(),
        onChange: () => {},
      });
      // Enough approvals there may be: the rule that they would be counted by is gone.
      git.review({ author: 'sre' });
      cluster.sync();
      await world.passTime();
      await restarted.runOnce();
      const then = await store.get(id);
      expect(then?.operation.stateReason).toMatch(says);
      if (mode === 'pull-request') {
        const ref = (await store.get(id))?.changeRef;
        git.mergeByHand(ref!);
        for (let round = 0; round < 2; round++) {
          cluster.sync();
          await world.passTime();
          await restarted.runOnce();
        }
      }
      const ended = await store.get(id);
      expect(ended?.operation.state).toBe(end);
      expect(ended?.operation.stateReason).toBeTruthy();
    },
  );

  it('F10: no credential of an error reaches the database, the log or a message', async () => {
    const world = await createTestWorld(databases, databaseId);
    const { store, git, knex, adapters } = world;
    const canary = 'ghs_CANARYcanaryCANARYcanary0123';
    const { record } = await store.create(newOperation());
    git.onCall = method => {
      if (method === 'propose') {
        throw Object.assign(
          new Error(
            `POST https://x-access-token:${canary}@git.test/graphql: 503, authorization: Bearer ${canary}`,
          ),
          { config: { headers: { authorization: canary } } },
        );
      }
    };
    const logger = mockServices.logger.mock();
    const worker = new OperationWorker({
      store,
      context: world.context,
      logger,
      onChange: () => {},
    });
    await worker.runOnce();
    await expect(store.get(record.operation.id)).resolves.toMatchObject({
      operation: { stateReason: expect.stringContaining('Trying again') },
    });
    await world.passTime({ milliseconds: 60 * MINUTE });
    await worker.runOnce();
    adapters.addNotifier({
      id: 'chat',
      notify: async () => {
        throw new Error(`https://hooks.test/services?token=${canary}`);
      },
    });
    await new OutboxDispatcher({
      outbox: DatabaseOutbox.create({ knex }),
      adapters,
      logger,
    }).runOnce();

    const tables = ['operations', 'ledger', 'outbox', 'approvals'];
    const dump = JSON.stringify(
      await Promise.all(tables.map(table => knex(table))),
    );
    const logs = JSON.stringify([
      logger.warn.mock.calls,
      logger.error.mock.calls,
      logger.info.mock.calls,
    ]);
    expect(dump).toContain('[redacted]');
    expect(logs).toContain('[redacted]');
    expect(dump).not.toContain('CANARY');
    expect(logs).not.toContain('CANARY');
  });
});
