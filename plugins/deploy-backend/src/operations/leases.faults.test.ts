import { setImmediate } from 'node:timers/promises';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { createTestWorld } from '../__testUtils__/createTestWorld';
import { newOperation, testImage } from '../__testUtils__/newOperation';
import { OperationRow } from '../database/rows';
import { LeaseLostError } from '../errors/DeployErrors';

jest.setTimeout(60_000);

const databases = createTestDatabases();

/** Lets a test hold a call, and know that it came. */
function createHold() {
  let arrive: () => void = () => {};
  let release: () => void = () => {};
  const arrived = new Promise<void>(resolve => {
    arrive = resolve;
  });
  const released = new Promise<void>(resolve => {
    release = resolve;
  });
  return {
    arrived,
    release: () => release(),
    wait: () => {
      arrive();
      return released;
    },
  };
}

describe.each(databases.eachSupportedId())('leases on %s', databaseId => {
  it('F5: a worker that was paused writes nothing after its lease, and the change is made once', async () => {
    const world = await createTestWorld(databases, databaseId);
    const { git, store, knex } = world;
    const { record } = await store.create(newOperation());
    const { id } = record.operation;
    const paused = createHold();
    git.onCall = method =>
      method === 'propose' && git.commits.length === 4
        ? paused.wait()
        : undefined;
    const first = world.createWorker().runOnce();
    await paused.arrived;

    // The lease runs out while it sleeps, and another replica takes over and goes on to the end.
    await world.passTime();
    git.onCall = () => {};
    await world.createWorker().runOnce();
    world.cluster.sync();
    await world.passTime();
    await world.createWorker().runOnce();
    const before = await store.events(id);
    expect(before.at(-1)?.state).toBe('succeeded');

    paused.release();
    await first;
    await expect(store.events(id)).resolves.toEqual(before);
    await expect(
      knex<OperationRow>('operations').where({ id }).first(),
    ).resolves.toMatchObject({ state: 'succeeded', lease_token: null });
    expect(
      git.commits.filter(commit => commit.operationId === id),
    ).toHaveLength(1);
  });

  it('F5: no write of the store gets through without the lease', async () => {
    const world = await createTestWorld(databases, databaseId);
    const { store } = world;
    await store.create(newOperation());
    const old = await store.claim(60_000);
    await world.passTime();
    const mine = await store.claim(60_000);
    if (!old || !mine) {
      throw new Error('Nothing to claim');
    }
    for (const late of [
      store.extend(old, 60_000),
      store.release(old, { delayMs: 0 }),
      store.transition(old, { to: 'applying' }),
      store.voidApprovals(old, { reason: 'It changed' }),
      store.reload(old),
    ]) {
      await expect(late).rejects.toThrow(LeaseLostError);
    }
    await expect(
      store.transition(mine, { to: 'applying' }),
    ).resolves.toMatchObject({ record: { operation: { state: 'applying' } } });
  });

  it('keeps the lease of a step that takes longer than it', async () => {
    const world = await createTestWorld(databases, databaseId, {
      worker: { lease: '900ms' },
    });
    const { git, store, knex } = world;
    const { record } = await store.create(newOperation());
    const slow = createHold();
    git.onCall = method => (method === 'propose' ? slow.wait() : undefined);
    const work = world.createWorker().runOnce();
    await slow.arrived;
    const [{ lease_until: first }] = await knex<OperationRow>('operations');
    let now = await store.now();
    // Longer than the lease: nobody else gets it in all that time.
    while (now < Number(first) + 300) {
      await expect(world.createWorker().runOnce()).resolves.toBe(false);
      // SQLite answers at once, and would let no timer run.
      await setImmediate();
      now = await store.now();
    }
    slow.release();
    await work;
    await expect(store.get(record.operation.id)).resolves.toMatchObject({
      operation: { state: 'committed' },
    });
    expect(git.commits).toHaveLength(5);
  });

  it('F6: at the end of the process, what is under way is finished and then handed over', async () => {
    const world = await createTestWorld(databases, databaseId);
    const { git, store, knex } = world;
    const { record } = await store.create(newOperation());
    const slow = createHold();
    git.onCall = method => (method === 'propose' ? slow.wait() : undefined);
    const ending = new AbortController();
    const work = world.createWorker().runOnce(ending.signal);
    await slow.arrived;
    ending.abort();
    slow.release();
    await work;
    // Committed, and not looked at any further here.
    await expect(
      knex<OperationRow>('operations').first(),
    ).resolves.toMatchObject({ state: 'committed', lease_token: null });
    await expect(world.createWorker().runOnce(ending.signal)).resolves.toBe(
      false,
    );
    world.cluster.sync();
    await world.createWorker().runOnce();
    await expect(store.get(record.operation.id)).resolves.toMatchObject({
      operation: { state: 'succeeded' },
    });
  });

  it('F6: what does not come to an end is handed over in time, and made once', async () => {
    const world = await createTestWorld(databases, databaseId);
    const { git, store, knex } = world;
    const { record } = await store.create(newOperation());
    const stuck = createHold();
    git.afterEffect = method =>
      method === 'propose' ? stuck.wait() : undefined;
    const ending = new AbortController();
    const work = world
      .createWorker({ handOverAfterMs: 50 })
      .runOnce(ending.signal);
    await stuck.arrived;
    ending.abort();
    await work;
    await expect(
      knex<OperationRow>('operations').first(),
    ).resolves.toMatchObject({ state: 'applying', lease_token: null });

    git.afterEffect = () => {};
    world.cluster.sync();
    await world.createWorker().runOnce();
    stuck.release();
    await expect(store.get(record.operation.id)).resolves.toMatchObject({
      operation: { state: 'succeeded' },
    });
    expect(git.commits).toHaveLength(5);
  });

  it('sees a cancellation that comes while it is at it, before the next effect', async () => {
    const world = await createTestWorld(databases, databaseId);
    const { git, registry, store } = world;
    const { record } = await store.create(newOperation());
    const { id } = record.operation;
    const exists = registry.exists.bind(registry);
    registry.exists = async image => {
      await store.requestCancel(id, { by: 'user:default/sre' });
      return exists(image);
    };
    await world.createWorker().runOnce();
    await expect(store.get(id)).resolves.toMatchObject({
      operation: { state: 'cancelled' },
    });
    expect(git.commits.some(({ image }) => image === testImage(2))).toBe(true);
    expect(git.commits).toHaveLength(4);
  });
});
