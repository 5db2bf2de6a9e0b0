import { setTimeout as wait } from 'node:timers/promises';
import { pathOf, TEAMS } from './deployWorld.mjs';

const SINGLE = 10;
/** The first one is no figure: what a first look costs (connections, compiled code) is none of the pages either. */
const ROUNDS = 1 + 5;
/** People do not promote all day: what the round before left to do (messages, states) is over when the next begins. */
const PAUSE_MILLISECONDS = 3000;
const LOOK_MILLISECONDS = 50;
const LONGEST_MILLISECONDS = 120_000;

/**
 * Promotions from the first environment to the second: some one after the other, for what each costs and how soon its
 * end is seen, and then by all users at the same moment, each an application of their own team.
 */
export async function measurePromotions({
  users,
  world,
  database,
  apps,
  signal,
}) {
  const [from, to] = world.environments;
  const accept = [];
  const requests = [];
  const shown = [];
  const ownerOf = app => users[world.applications.indexOf(app) % TEAMS];

  const ask = async (user, app) => {
    const started = performance.now();
    const { operation } = await user.call(`${pathOf(app)}/promote`, {
      method: 'POST',
      body: { from, to },
    });
    return { operation, milliseconds: performance.now() - started };
  };
  const untilState = async (user, id, states) => {
    const deadline = Date.now() + LONGEST_MILLISECONDS;
    for (;;) {
      signal.throwIfAborted();
      const { operation } = await user.call(`/operations/${id}`);
      if (states.includes(operation.state)) {
        return operation;
      }
      if (operation.finishedAt || Date.now() > deadline) {
        throw new Error(
          `The promotion ${id} of ${operation.entityRef} is '${operation.state}': ${operation.stateReason}`,
        );
      }
      await wait(LOOK_MILLISECONDS, undefined, { signal });
    }
  };

  const single = world.applications.slice(
    0,
    Math.max(1, Math.min(SINGLE, Math.floor(apps / 2))),
  );
  let last;
  let parts = [];
  for (const app of single) {
    const user = ownerOf(app);
    const before = await world.githubRequests();
    const asked = await ask(user, app);
    const { id } = asked.operation;
    await untilState(user, id, ['committed', 'progressing']);
    const { at } = await world.apply(app, to);
    await untilState(user, id, ['succeeded']);
    shown.push((Date.now() - at) / 1000);
    requests.push((await world.githubRequests()) - before);
    parts = await world.newestRequests(requests.at(-1));
    accept.push(asked.milliseconds);
    last = id;
  }
  await database.copyOperations(last, apps);

  const left = world.applications.slice(single.length);
  const together = [];
  for (let round = 0; round < ROUNDS && left.length > 0; round += 1) {
    await wait(PAUSE_MILLISECONDS, undefined, { signal });
    const asked = await Promise.all(
      users
        .flatMap(user => {
          const index = left.findIndex(
            app => ownerOf(app).index % TEAMS === user.index % TEAMS,
          );
          return index < 0 ? [] : [{ user, app: left.splice(index, 1)[0] }];
        })
        .map(async ({ user, app }) => ({
          user,
          app,
          ...(await ask(user, app)),
        })),
    );
    if (round > 0) {
      together.push(...asked.map(({ milliseconds }) => milliseconds));
    }
    await Promise.all(
      asked.map(async ({ user, app, operation }) => {
        await untilState(user, operation.id, ['committed', 'progressing']);
        await world.apply(app, to);
        await untilState(user, operation.id, ['succeeded']);
      }),
    );
  }
  return {
    // With very few applications there is nothing to promote at once, or only once.
    accept: together.length > 0 ? together : accept,
    requests,
    parts,
    shown,
  };
}
