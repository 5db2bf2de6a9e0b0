import { setTimeout as wait } from 'node:timers/promises';
import { pathOf } from './deployWorld.mjs';

const MINUTE = 60_000;
const LOOK_MILLISECONDS = 500;
/** Of what a pass reads in a row, none takes longer. */
const QUIET_MILLISECONDS = 4_000;
const LONGEST_PASS_MILLISECONDS = 240_000;

/**
 * Requests at GitHub in two minutes in which nothing is deployed: without anybody who looks, and with all users looking
 * at another page a second. Both begin at the end of a pass, so that one pass is in each, and both passes read
 * applications that the portal has read before, as they do in a portal that runs for longer than a benchmark.
 */
export async function measureIdle({
  users,
  world,
  database,
  read,
  step,
  signal,
}) {
  const someApp = () => world.applications[Math.floor(Math.random() * read)];
  const minute = async act => {
    for (const [index, app] of world.applications.slice(0, read).entries()) {
      await users[index % users.length].call(`${pathOf(app)}?refresh=true`);
    }
    await untilPassEnded(database, signal);
    await database.readNext(read);
    const begin = await database.lastChecked();
    const before = await world.githubRequests();
    await act();
    const requests = (await world.githubRequests()) - before;
    return {
      requests,
      applications: await database.countChecked(begin),
      parts: countParts(await world.newestRequests(requests)),
    };
  };
  return {
    idle: await step('Idle minute', () =>
      minute(() => wait(MINUTE, undefined, { signal })),
    ),
    watched: await step('Idle minute, with viewers', () =>
      minute(() => lookFor(MINUTE, users, someApp, signal)),
    ),
  };
}

/** Waits for a pass to begin and to end. */
async function untilPassEnded(database, signal) {
  const deadline = Date.now() + LONGEST_PASS_MILLISECONDS;
  const first = await database.lastChecked();
  let last = first;
  let changedAt = Date.now();
  while (last === first || Date.now() - changedAt < QUIET_MILLISECONDS) {
    if (Date.now() > deadline) {
      throw new Error('No pass of the portal ended within 4 minutes.');
    }
    await wait(LOOK_MILLISECONDS, undefined, { signal });
    const now = await database.lastChecked();
    if (now !== last) {
      last = now;
      changedAt = Date.now();
    }
  }
}

/** Everybody looks at a page a second. */
async function lookFor(milliseconds, users, someApp, signal) {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    const next = wait(1000, undefined, { signal });
    await Promise.all(users.map(user => user.call(pathOf(someApp()))));
    await next;
  }
}

/** How often GitHub was asked what, whichever repository it was about: the most frequent question first. */
function countParts(requests) {
  const counts = new Map();
  for (const request of requests) {
    const part = request
      .replace(/\?.*/, '')
      .replace(/\/repos\/[^/]+\/[^/]+/, '/repos/…')
      .replace(/[0-9a-f]{40}/g, '…');
    counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, left], [, right]) => right - left)
    .map(([part, count]) => `${count} x ${part}`);
}
