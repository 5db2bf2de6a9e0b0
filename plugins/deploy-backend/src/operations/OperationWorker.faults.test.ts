import { createTestDatabases } from '../__testUtils__/testDatabases';
import { createTestWorld } from '../__testUtils__/createTestWorld';
import { newOperation } from '../__testUtils__/newOperation';

jest.setTimeout(60_000);

const databases = createTestDatabases();

/** A promise that never settles: what a dead process leaves behind. */
const dead = new Promise<never>(() => {});

const points = [
  { at: 'read', effect: false },
  { at: 'find', effect: false },
  { at: 'propose', effect: false },
  { at: 'propose', effect: true },
  { at: 'status', effect: false },
  { at: 'merge', effect: false },
  { at: 'merge', effect: true },
  { at: 'contains', effect: false },
] as const;

describe.each(databases.eachSupportedId())(
  'C4: a worker that is killed, on %s',
  databaseId => {
    it.each(
      points.flatMap(point => [
        { ...point, mode: 'direct' as const },
        { ...point, mode: 'pull-request' as const },
      ]),
    )(
      'at $at (after its effect: $effect), in $mode mode, is followed by one that converges',
      async ({ at, effect, mode }) => {
        const world = await createTestWorld(databases, databaseId);
        const { git, cluster, store } = world;
        const { record } = await store.create(
          newOperation({
            environment: mode === 'direct' ? 'qa' : 'prod',
            mode,
          }),
        );
        const { id } = record.operation;

        let killed: () => void = () => {};
        const death = new Promise<void>(resolve => {
          killed = resolve;
        });
        let alive = true;
        const kill = (method: string) => {
          if (alive && method === at) {
            alive = false;
            killed();
            return dead;
          }
          return undefined;
        };
        if (effect) {
          git.afterEffect = kill;
        } else {
          git.onCall = kill;
        }

        const finish = async () => {
          for (let round = 0; round < 12; round++) {
            const current = await store.get(id);
            if (current?.operation.finishedAt !== undefined) {
              return;
            }
            if (git.pullRequests[0]?.reviews.length === 0) {
              git.review({ author: 'sre' });
            }
            cluster.sync();
            await world.passTime();
            const worker = world.createWorker();
            const finished = await Promise.race([
              worker.runOnce().then(() => true),
              death.then(() => false),
            ]);
            if (!finished) {
              // Gone, without a word. The lease runs out, and another replica comes.
              await world.passTime();
              await world.createWorker().runOnce();
            }
          }
        };
        await finish();

        const final = await store.get(id);
        expect(final?.operation).toMatchObject({ state: 'succeeded' });
        expect(
          git.commits.filter(commit => commit.operationId === id),
        ).toHaveLength(1);
        expect(git.pullRequests).toHaveLength(mode === 'direct' ? 0 : 1);
        const messages = await world.knex('outbox').where({
          dedupe_key: `${id}:succeeded`,
        });
        expect(messages).toHaveLength(1);
        const events = await store.events(id);
        expect(events.map(event => event.state).at(-1)).toBe('succeeded');
      },
    );
  },
);
