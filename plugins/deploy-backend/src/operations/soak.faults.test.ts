import { getEventListeners } from 'node:events';
import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { TestDatabaseId } from '@backstage/backend-test-utils';
import { createTestWorld } from '../__testUtils__/createTestWorld';
import { LiveObjects } from '../__testUtils__/LiveObjects';
import { Deliveries } from '../__testUtils__/interleavings/Deliveries';
import { createRandom } from '../__testUtils__/interleavings/random';
import { ReplicaDatabase } from '../__testUtils__/interleavings/ReplicaDatabase';
import { silentLogger } from '../__testUtils__/interleavings/silentLogger';
import { newOperation, testImage } from '../__testUtils__/newOperation';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { resolveDeployApp } from '../app/resolveDeployApp';
import { DatabaseOutbox } from '../database/DatabaseOutbox';
import { DatabaseStateStore } from '../database/DatabaseStateStore';
import {
  removeOldLedgerRows,
  removeOldMessages,
  removeOldOperations,
} from '../database/retention';
import { OperationRow, OutboxRow } from '../database/rows';
import { OutboxDispatcher } from '../notifications/OutboxDispatcher';
import { StateService } from '../states/StateService';
import { LateWatcher } from './LateWatcher';
import { OperationWorker } from './OperationWorker';

/** So many fit into a test suite. `OPENPORTAL_SOAK=5000 yarn test:faults soak` runs more of the same. */
const OPERATIONS = Number(process.env.OPENPORTAL_SOAK ?? 120);
const WARM_UP = 20;
const APPLICATIONS = 10;
const TIDY_UP_EVERY = 20;
/**
 * What the last steps may still hold, of the thousands of records, messages and states that went through. How large the
 * heap is says less: V8 keeps what it learns about the code, of this and of other suites.
 */
const MOST_HELD = 20;
const FUTURE_MS = -60_000;

jest.setTimeout(120_000 + OPERATIONS * 200);

const databases = createTestDatabases();

function collectGarbage(): void {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
}

/** What a process holds, after all is thrown away that nobody needs. */
async function measure(signal: AbortSignal) {
  // What just ended gives its connections, timers and promises back in the next turns.
  for (let turn = 0; turn < 3; turn++) {
    await new Promise(resolve => {
      setImmediate(resolve);
    });
    collectGarbage();
  }
  return {
    // Timers, sockets, requests to the file system.
    resources: process.getActiveResourcesInfo().length,
    abortListeners: getEventListeners(signal, 'abort').length,
    processListeners: process
      .eventNames()
      .reduce((sum, name) => sum + process.listenerCount(name), 0),
    files:
      process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
  };
}

/** One process of the portal, with a git host, a cluster and a chat that fail now and then. */
async function createSoak(id: TestDatabaseId, seed: number) {
  const world = await createTestWorld(databases, id, {
    environments: [
      { name: 'development' },
      { name: 'prod', protection: { mode: 'none' } },
    ],
  });
  const { knex, git, cluster, adapters, config, context } = world;
  const live = new LiveObjects();
  const store = live.noteResultsOf(world.store);
  const random = createRandom(seed);
  const faults = { percent: 15, count: 0 };
  const fail = (what: string) => () => {
    if (random.percent(faults.percent)) {
      faults.count += 1;
      throw new Error(`${what} answers 503`);
    }
  };
  git.onCall = fail('The git host');
  git.afterEffect = fail('After it did it, the git host');
  adapters.addNotifier({ id: 'chat', notify: async () => fail('The chat')() });
  const stop = new AbortController();
  const execution = { context, logger: silentLogger, onChange: () => {} };
  const worker = new OperationWorker({ store, ...execution });
  const lateWatcher = new LateWatcher({ knex, ...execution });
  const dispatcher = new OutboxDispatcher({
    outbox: live.noteResultsOf(DatabaseOutbox.create({ knex })),
    adapters,
    logger: silentLogger,
  });
  const states = live.noteResultsOf(
    new StateService({
      store: DatabaseStateStore.create({ knex }),
      adapters,
      logger: silentLogger,
      staleAfterMs: 60_000,
      onChange: () => {},
    }),
  );
  const database = new ReplicaDatabase(knex);
  const applications = Array.from({ length: APPLICATIONS }, (_, index) => {
    const entityRef = `component:default/app-${index}`;
    const manifestPath = `apps/${index}`;
    git.write(manifestPath, testImage(1));
    const app = resolveDeployApp(
      {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: {
          name: `app-${index}`,
          namespace: 'default',
          annotations: {
            'argocd/app-name': `app-${index}`,
            'openportal.dev/manifest-path': manifestPath,
          },
        },
      },
      config,
    );
    const deliveries = new Deliveries({
      entityRef,
      databases: [database],
      config,
      operations: store,
    });
    return { entityRef, manifestPath, app, deliveries };
  });

  /** Until it ended; the faults become rarer, so that it does. */
  async function drive(operationId: string): Promise<void> {
    for (let look = 0; look < 60; look++) {
      faults.percent = look < 20 ? 15 : 0;
      while (await worker.runOnce(stop.signal)) {
        // The next step.
      }
      const record = await store.get(operationId);
      if (record?.operation.finishedAt !== undefined) {
        return;
      }
      cluster.broken = random.percent(faults.percent);
      cluster.sync();
      await world.passTime({ milliseconds: 20_000 });
    }
    throw new Error(`Operation ${operationId} did not end`);
  }

  async function operate(index: number): Promise<string> {
    const { entityRef, manifestPath, app, deliveries } =
      applications[index % APPLICATIONS];
    const [latest] = await store.findLatest(entityRef);
    const current = git.commits.findLast(({ path }) => path === manifestPath);
    const request = newOperation({
      entityRef,
      environment: 'prod',
      fromImage: current?.image,
      toImage: testImage(2 + (index % 7)),
      latestOperationId: latest?.operation.id,
    });
    request.settings.target.manifestPath = manifestPath;
    const { record } = await store.create(request);
    await deliveries.arrive(0, random.below(4));
    await deliveries.follow(0);
    if (random.percent(10)) {
      await store.requestCancel(record.operation.id, {
        by: 'user:default/sre',
      });
    }
    await drive(record.operation.id);
    await states.read(app, { maxAgeMs: 0 });
    await knex<OperationRow>('operations')
      .whereNotNull('late_next_at')
      .update({ late_next_at: 0 });
    await lateWatcher.runOnce();
    await knex<OutboxRow>('outbox').update({ next_at: 0 });
    while (await dispatcher.runOnce()) {
      // The next one. What failed is due later.
    }
    const ended = await store.get(record.operation.id);
    return ended?.operation.state ?? 'gone';
  }

  /** What a day does to the database; the git of the test forgets too. */
  async function tidyUp(): Promise<void> {
    await removeOldMessages(knex, FUTURE_MS);
    await removeOldOperations(knex, FUTURE_MS);
    await removeOldLedgerRows(knex, FUTURE_MS);
    git.pullRequests.length = 0;
    const kept = git.commits.filter(
      (commit, index) =>
        git.commits.findLastIndex(({ path }) => path === commit.path) === index,
    );
    git.commits.splice(0, git.commits.length, ...kept);
  }

  return {
    faults,
    live,
    measure: () => measure(stop.signal),
    /** @returns how often they ended in which state */
    async run(from: number, count: number): Promise<Record<string, number>> {
      const ends: Record<string, number> = {};
      for (let index = from; index < from + count; index++) {
        const state = await operate(index);
        ends[state] = (ends[state] ?? 0) + 1;
        if ((index + 1) % TIDY_UP_EVERY === 0) {
          await tidyUp();
        }
      }
      await tidyUp();
      return ends;
    },
  };
}

it(`F9: keep nothing of ${OPERATIONS} operations, whatever failed meanwhile`, async () => {
  const soak = await createSoak('SQLITE_3', 1);
  await soak.run(0, WARM_UP);
  const start = await soak.measure();
  const ends = await soak.run(WARM_UP, OPERATIONS);
  expect(soak.live.noted).toBeGreaterThan(10 * OPERATIONS);

  for (const [kind, count] of Object.entries(await soak.measure())) {
    const before = start[kind as keyof typeof start];
    // A timer more or less is no leak: one of each operation, or of each tenth, is.
    expect({ kind, isLeak: count - before >= OPERATIONS / 10 }).toEqual({
      kind,
      isLeak: false,
    });
  }
  expect(soak.live.findHeld().length).toBeLessThan(MOST_HELD);
  // It was no walk in the sun.
  expect(soak.faults.count).toBeGreaterThan(OPERATIONS / 5);
  expect(Object.keys(ends)).toEqual(
    expect.arrayContaining(['cancelled', 'succeeded']),
  );
});
