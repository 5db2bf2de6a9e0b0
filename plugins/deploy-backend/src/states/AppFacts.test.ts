import { mockServices } from '@backstage/backend-test-utils';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { createTestWorld } from '../__testUtils__/createTestWorld';
import { newOperation, testImage } from '../__testUtils__/newOperation';
import { DeployApp } from '../app/resolveDeployApp';
import { DatabaseStateStore } from '../database/DatabaseStateStore';
import { VersionMarkRow } from '../database/rows';
import { DatabaseCellStore } from '../matrix/DatabaseCellStore';
import { CellWriter } from '../matrix/CellWriter';
import { AppFactsReader } from './AppFacts';
import { DatabaseFactsStore } from './DatabaseFactsStore';
import { StateService } from './StateService';

jest.setTimeout(60_000);

const databases = createTestDatabases();
const entityRef = 'component:default/payments';

describe.each(databases.eachSupportedId())('AppFactsReader on %s', id => {
  async function setUp() {
    const world = await createTestWorld(databases, id);
    const { knex, adapters, config } = world;
    const cells = DatabaseCellStore.create({ knex });
    const cellWriter = new CellWriter({ knex, cells });
    const states = new StateService({
      store: DatabaseStateStore.create({ knex }),
      adapters,
      logger: mockServices.logger.mock(),
      staleAfterMs: 60_000,
      onChange: () => {},
      onRead: (app, read, nowMs) =>
        cellWriter.write(app.entityRef, read, nowMs),
    });
    const app: DeployApp = {
      entityRef,
      name: 'payments',
      strategy: 'manifest',
      observer: 'argocd',
      owners: [],
      problems: [],
      environments: config.environments.map(environment => ({
        environment,
        target: {
          ...newOperation({ environment: environment.name }).settings.target,
          ...(environment.name === 'development' && { manifestPath: 'deploy' }),
        },
      })),
    };
    const facts = DatabaseFactsStore.create({ knex });
    const reader = new AppFactsReader({ knex, states, facts });
    const statements: string[] = [];
    knex.on('query', ({ sql }: { sql: string }) => statements.push(sql));
    return { ...world, app, cells, facts, reader, states, statements };
  }

  it('has all that is stored, by one statement', async () => {
    const { app, cells, facts, knex, reader, states, statements } =
      await setUp();
    const store = DatabaseStateStore.create({ knex });
    await states.read(app, { maxAgeMs: 0 });
    const newer = testImage(2);
    await knex<VersionMarkRow>('version_marks').insert({
      entity_ref: entityRef,
      environment: 'qa',
      image: newer,
      operation_id: 'one',
      reason: 'It\'s "broken"',
      marked_by: 'user:default/somebody',
      marked_at: 1_000,
    });
    await facts.saveHistory(
      { entityRef, environment: 'qa' },
      {
        image: testImage(1),
        entries: [
          {
            image: newer,
            commit: 'a'.repeat(40),
            committedAt: '2026-01-01T00:00:00.000Z',
          },
        ],
      },
    );
    await facts.savePresence(testImage(1), { state: 'missing' });
    for (const cell of await cells.listUncounted(entityRef)) {
      await cells.saveBehind(cell, 3);
    }
    const known = await states.known(app);
    statements.length = 0;

    const read = await reader.read(app);

    expect(statements).toHaveLength(1);
    expect(read.states).toEqual(known);
    expect(read.states[0].desired?.image).toBe(newer);
    expect(Math.abs(read.nowMs - (await store.now()))).toBeLessThan(60_000);
    expect([...read.behind]).toEqual([['qa', 3]]);
    expect(read.findMark('qa', newer)).toEqual({
      image: newer,
      reason: 'It\'s "broken"',
      by: 'user:default/somebody',
      at: '1970-01-01T00:00:01.000Z',
    });
    expect(read.findMark('prod', newer)).toBeUndefined();
    expect(
      read
        .versions('qa')
        .map(({ image }) => image)
        .sort(),
    ).toEqual([testImage(1), newer].sort());
    expect(read.resolve(testImage(1)).presence).toEqual({ state: 'missing' });
    expect(read.resolve(newer).presence).toMatchObject({ state: 'unknown' });
  });

  it('looks for an image that runs nowhere by one more', async () => {
    const { app, facts, git, reader, states, statements } = await setUp();
    await states.read(app, { maxAgeMs: 0 });
    await facts.savePresence(testImage(1), {
      state: 'present',
      digest: 'sha256:1',
    });
    for (const { target } of app.environments) {
      git.write(target.manifestPath, testImage(3));
    }
    await states.read(app, { maxAgeMs: 0 });
    statements.length = 0;

    const read = await reader.read(app);

    expect(statements).toHaveLength(2);
    expect(read.versions('qa').find(({ suggested }) => suggested)?.image).toBe(
      testImage(1),
    );
    expect(read.resolve(testImage(1)).presence).toMatchObject({
      state: 'present',
    });
  });

  it('knows nothing of an entity that was never read', async () => {
    const { app, reader } = await setUp();
    const read = await reader.read(app);
    expect(read.states.map(({ health }) => health)).toEqual(
      app.environments.map(() => 'unknown'),
    );
    expect(read.versions('qa')).toEqual([]);
    expect(read.behind.size).toBe(0);
  });
});
