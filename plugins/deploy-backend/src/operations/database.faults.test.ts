import { mockServices } from '@backstage/backend-test-utils';
import createKnex, { Knex } from 'knex';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { createTestWorld } from '../__testUtils__/createTestWorld';
import { findLedgerProblem } from '../__testUtils__/findLedgerProblem';
import { newOperation, testImage } from '../__testUtils__/newOperation';
import { DatabaseOperationStore } from '../database/DatabaseOperationStore';
import { DatabaseOutbox } from '../database/DatabaseOutbox';
import { repairTimes } from '../database/repairTimes';
import { OperationRow, OutboxRow } from '../database/rows';
import { OperationActiveError } from '../errors/DeployErrors';
import { OutboxDispatcher } from '../notifications/OutboxDispatcher';
import { LateWatcher } from './LateWatcher';
import { NewOperation } from './OperationRecord';
import { OperationWorker } from './OperationWorker';
import { WorkLoop } from './WorkLoop';

jest.setTimeout(120_000);

const databases = createTestDatabases();
const postgres = databases
  .eachSupportedId()
  .flat()
  .filter(id => id.startsWith('POSTGRES'));

/** Looks until it is so. */
async function eventually(look: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await look())) {
    if (performance.now() > deadline) {
      throw new Error('It did not come to pass');
    }
    await new Promise(resolve => {
      setTimeout(resolve, 20);
    });
  }
}

for (const databaseId of postgres) {
  it(`F1: on ${databaseId}, each connection is killed, and every loop claims again`, async () => {
    const world = await createTestWorld(databases, databaseId, {
      // A lease whose holder could not give it back, without a connection, runs out soon.
      worker: { pollInterval: '20ms', lease: '2s' },
    });
    const { knex, context, adapters, cluster, git } = world;
    const logger = mockServices.logger.mock();
    // The pool of the replica; the test keeps its own.
    const replica: Knex = createKnex(knex.client.config);
    const told: string[] = [];
    adapters.addNotifier({
      id: 'test',
      notify: async ({ id }) => {
        told.push(id);
      },
    });
    const execution = { context, logger, onChange: () => {} };
    const worker = new OperationWorker({
      store: DatabaseOperationStore.create({ knex: replica }),
      ...execution,
    });
    const late = new LateWatcher({ knex: replica, ...execution });
    const dispatcher = new OutboxDispatcher({
      outbox: DatabaseOutbox.create({ knex: replica }),
      adapters,
      logger,
      leaseMs: 2_000,
    });
    const loops = [
      { concurrency: 4, work: () => worker.runOnce() },
      { concurrency: 1, work: () => late.runOnce() },
      { concurrency: 1, work: () => dispatcher.runOnce() },
    ].map(loop => new WorkLoop({ ...loop, pauseMs: 20, logger }));
    loops.forEach(loop => loop.start());
    try {
      let latestOperationId: string | undefined;
      for (const version of [2, 3, 4]) {
        const { record } = await world.store.create(
          newOperation({
            fromImage: git.commits.findLast(
              ({ path }) => path === 'environments/qa',
            )?.image,
            toImage: testImage(version),
            latestOperationId,
          }),
        );
        const { id } = record.operation;
        latestOperationId = id;
        // The replica opens its first connection when a loop first needs one.
        await eventually(async () => {
          const { rows } = await knex.raw<{ rows: unknown[] }>(
            'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
          );
          return rows.length > 0;
        });
        await eventually(async () => {
          cluster.sync();
          const found = await world.store.get(id);
          return found?.operation.state === 'succeeded';
        });
        await eventually(async () => told.includes(`${id}:succeeded`));
        expect(
          git.commits.filter(({ operationId }) => operationId === id),
        ).toHaveLength(1);
      }
    } finally {
      await Promise.all(loops.map(loop => loop.stop()));
      await replica.destroy();
    }
  });

  it(`F2: on ${databaseId}, a pool that is used up holds the work up, and nothing is half done`, async () => {
    const world = await createTestWorld(databases, databaseId);
    const { knex, context, store } = world;
    const { config } = knex.client;
    const tiny: Knex = createKnex({
      ...config,
      connection: config.connection,
      pool: { min: 0, max: 1 },
      acquireConnectionTimeout: 200,
    });
    const worker = new OperationWorker({
      store: DatabaseOperationStore.create({ knex: tiny }),
      context,
      logger: mockServices.logger.mock(),
      onChange: () => {},
    });
    try {
      const { record } = await store.create(newOperation());
      const hog = await tiny.transaction();
      await hog.raw('SELECT 1');
      await expect(worker.runOnce()).rejects.toThrow(/pool is probably full/);
      await expect(store.get(record.operation.id)).resolves.toMatchObject({
        operation: { state: 'requested' },
      });
      await hog.rollback();
      await expect(worker.runOnce()).resolves.toBe(true);
      await expect(store.get(record.operation.id)).resolves.toMatchObject({
        operation: { state: 'committed' },
      });
    } finally {
      await tiny.destroy();
    }
  });
}

describe.each(databases.eachSupportedId())('the database %s', databaseId => {
  it('C1, C2: 50 requests at once on two replicas make one operation, and the others learn its name', async () => {
    const world = await createTestWorld(databases, databaseId);
    const { knex } = world;
    const isPostgres = databaseId.startsWith('POSTGRES');
    const other: Knex = isPostgres ? createKnex(knex.client.config) : knex;
    const stores = [
      world.store,
      DatabaseOperationStore.create({ knex: other }),
    ];
    const ask = (count: number, overrides: Partial<NewOperation>) =>
      Promise.all(
        Array.from({ length: count }, (_, index) =>
          stores[index % 2]
            .create(newOperation({ ...overrides }))
            .then(({ record }) => ({ id: record.operation.id, code: 'made' }))
            .catch(({ operationId, code }: OperationActiveError) => ({
              id: operationId,
              code,
            })),
        ),
      );
    try {
      const answers = (
        await Promise.all([
          ask(20, { idempotencyKey: 'one-click-only' }),
          ask(15, { toImage: testImage(3), requestHash: 'other' }),
          ask(15, { toImage: testImage(4), requestHash: 'another' }),
        ])
      ).flat();
      expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
      const codes = new Set(answers.map(({ code }) => code));
      expect([...codes].sort()).toEqual(['made', 'operation-active']);
      await expect(knex<OperationRow>('operations')).resolves.toHaveLength(1);
      await expect(findLedgerProblem(knex)).resolves.toBeUndefined();
    } finally {
      if (isPostgres) {
        await other.destroy();
      }
    }
  });

  it.each([
    ['C15', 'ten minutes ahead', 600_000],
    ['C15', 'ten minutes behind', -600_000],
    ['F13', 'an hour behind, all at once', -3_600_000],
  ])(
    '%s: a replica whose clock is %s takes no lease away, lets nothing time out, and finishes its work',
    async (_fault, _how, skew) => {
      const world = await createTestWorld(databases, databaseId);
      const { store, cluster } = world;
      const { record } = await store.create(newOperation());
      const held = await store.claim(60_000);
      if (!held) {
        throw new Error('Nothing to claim');
      }
      const real = Date.now;
      const clock = jest
        .spyOn(Date, 'now')
        .mockImplementation(() => real() + skew);
      try {
        await expect(world.createWorker().runOnce()).resolves.toBe(false);
        await store.release(held, { delayMs: 0 });
        await world.createWorker().runOnce();
        cluster.sync();
        await world.passTime();
        await world.createWorker().runOnce();
        const ended = await store.get(record.operation.id);
        expect(ended?.operation.state).toBe('succeeded');
        const at = Date.parse(ended?.operation.finishedAt ?? '');
        expect(Math.abs(at - real())).toBeLessThan(300_000);
      } finally {
        clock.mockRestore();
      }
    },
  );

  it('F13: times that lie too far ahead, after the clock of the database was set back, are brought back', async () => {
    const world = await createTestWorld(databases, databaseId);
    const { store, knex, cluster } = world;
    const { record } = await store.create(newOperation());
    await store.claim(60_000);
    const now = await store.now();
    const hour = 3_600_000;
    await knex<OperationRow>('operations').update({
      next_at: now + hour,
      lease_until: now + hour,
      deadline_at: now + hour + 900_000,
    });
    await expect(world.createWorker().runOnce()).resolves.toBe(false);
    const limits = { leaseMs: 60_000, timeoutMs: 900_000 };
    await expect(repairTimes(knex, limits)).resolves.toBe(3);
    await expect(repairTimes(knex, limits)).resolves.toBe(0);
    const row = await knex<OperationRow>('operations').first();
    expect(Number(row?.lease_until)).toBeLessThanOrEqual(now + hour / 2);
    expect(Number(row?.deadline_at)).toBeLessThanOrEqual(now + hour);
    cluster.sync();
    await world.passTime();
    await world.createWorker().runOnce();
    cluster.sync();
    await world.passTime();
    await world.createWorker().runOnce();
    await expect(store.get(record.operation.id)).resolves.toMatchObject({
      operation: { state: 'succeeded' },
    });
  });

  it('F4: what another version of the plugin writes is worked on where it is understood, and left alone where not', async () => {
    const world = await createTestWorld(databases, databaseId);
    const { store, knex, adapters } = world;
    const { record } = await store.create(newOperation());
    const { id } = record.operation;
    // A newer version has a state and a way to protect that this one does not know.
    await knex<OperationRow>('operations').update({ state: 'verifying' });
    await expect(world.createWorker().runOnce()).resolves.toBe(false);
    await expect(
      store.list({
        entityRef: 'component:default/payments',
        environments: ['qa'],
        limit: 10,
      }),
    ).resolves.toEqual([]);
    await knex<OperationRow>('operations').update({
      state: 'requested',
      mode: 'four-eyes',
    });
    await expect(world.createWorker().runOnce()).resolves.toBe(false);
    await expect(
      store.create(newOperation({ latestOperationId: id })),
    ).rejects.toMatchObject({ code: 'operation-active' });

    // An older version writes rows without the columns that came later, and ends operations without them.
    const event = { id: `${id}:cancelled`, operation: record.operation };
    await knex<OutboxRow>('outbox').insert({
      dedupe_key: event.id,
      payload: JSON.stringify({ ...event, recipients: [], title: 'x' }),
      created_at: 1,
      next_at: 1,
      attempts: 0,
    });
    const told: string[] = [];
    adapters.addNotifier({
      id: 'test',
      notify: async message => {
        told.push(message.id);
      },
    });
    await new OutboxDispatcher({
      outbox: DatabaseOutbox.create({ knex }),
      adapters,
      logger: mockServices.logger.mock(),
    }).runOnce();
    expect(told).toEqual([event.id]);
    await knex<OperationRow>('operations').update({
      state: 'timed-out',
      mode: 'direct',
      finished_at: 1,
    });
    await expect(
      new LateWatcher({
        knex,
        context: world.context,
        logger: mockServices.logger.mock(),
        onChange: () => {},
      }).runOnce(),
    ).resolves.toBe(false);
  });
});
