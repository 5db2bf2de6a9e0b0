import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startPostgres } from '../lib/postgres.mjs';
import { progressLine, say } from '../lib/terminal.mjs';
import { startBenchBackend } from './benchBackend.mjs';
import { deployDatabase } from './deployDatabase.mjs';
import { measurePromotions } from './deployPromotions.mjs';
import {
  pathOf,
  startDeployWorld,
  TEAMS,
  worldConfig,
  worldEntities,
} from './deployWorld.mjs';
import { signInUsers, timesOf } from './portalUsers.mjs';

const USERS = 20;
const TIMES_EACH = 20;
/** So many applications are read from their sources; the others have the same content. */
const READ = 40;
const MINUTE = 60_000;
const LONGEST_STANDSTILL_MILLISECONDS = 300_000;
const PREFIX = 'bench_deploy_';
export const DEPLOY_HEAP_MEGABYTES = 1024;

/** Runs the whole load test and resolves with what was measured. */
export async function runDeployBench({ apps, envs, processes, signal }) {
  const env = process.env;
  const [load] = loadavg();
  const folder = mkdtempSync(join(tmpdir(), 'openportal-bench-'));
  const step = async (title, work) => {
    signal.throwIfAborted();
    const started = Date.now();
    const result = await work();
    say(progressLine(title, 'done', Date.now() - started));
    return result;
  };
  try {
    const postgres = await startPostgres({ logName: 'bench-postgres', env });
    processes.push(postgres.process);
    const world = await step('Sandbox', () =>
      startDeployWorld({ apps, envs, users: USERS, env, processes }),
    );
    const backend = await step('Backend', () =>
      startBenchBackend({
        name: 'deploy',
        folder,
        connectionString: postgres.connectionString,
        prefix: PREFIX,
        entities: worldEntities(world, USERS),
        config: worldConfig(world),
        heapMegabytes: DEPLOY_HEAP_MEGABYTES,
        env,
        processes,
        signal,
      }),
    );
    const database = deployDatabase(postgres.connectionString, PREFIX);
    await step('Catalog', () =>
      untilCount(() => database.countEntities(), apps, signal),
    );
    const users = await step('Sign-in', () => signInUsers(backend.url, USERS));
    await step('States', () =>
      readStates({ users, world, database, apps, envs, signal }),
    );

    const promotions = await step('Promotions', () =>
      measurePromotions({ users, world, database, apps, signal }),
    );
    const someApp = () =>
      world.applications[Math.floor(Math.random() * world.applications.length)];
    const measure = (title, act) =>
      step(title, async () => {
        // What a first look costs (connections, compiled code) is no figure of the pages.
        await timesOf(users, 1, act);
        return timesOf(users, TIMES_EACH, act);
      });
    const [from, to] = world.environments;
    const tab = await measure('Tab', user => user.call(pathOf(someApp())));
    const fleet = await measure('Fleet page', (user, turn) =>
      user.call(`/matrix?${fleetQuery(turn, user.index)}`),
    );
    const history = await measure('History', user =>
      user.call(`${pathOf(someApp())}/history`),
    );
    const diff = await measure('Diff', user =>
      user.call(`${pathOf(someApp())}/diff?from=${from}&to=${to}`),
    );
    const idle = await step('Idle minute', () =>
      githubRequestsOf(world, () => wait(MINUTE, undefined, { signal })),
    );
    const watched = await step('Idle minute, with viewers', () =>
      githubRequestsOf(world, () => lookFor(MINUTE, users, someApp, signal)),
    );
    const { peakMemoryMb } = backend.usage();
    await backend.stop();
    return {
      ...{ load, apps, envs, users: USERS, tab, fleet, history, diff },
      ...promotions,
      idle,
      watched,
      peakMemoryMb,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What people look for on the fleet page: all, those of their team, what waits, what is not well. */
function fleetQuery(turn, index) {
  return [
    'limit=50',
    `limit=50&owner=team-${index % TEAMS}`,
    'limit=50&state=waiting',
    'limit=50&state=degraded',
    `limit=50&search=${index}`,
  ][turn % 5];
}

async function readStates({ users, world, database, apps, envs, signal }) {
  const read = world.applications.slice(0, READ);
  for (const [index, app] of read.entries()) {
    await users[index % users.length].call(`${pathOf(app)}?refresh=true`);
  }
  await untilCount(() => database.countRead(envs), read.length, signal);
  await database.copyStates(read.length, apps);
}

async function githubRequestsOf(world, act) {
  const before = await world.githubRequests();
  await act();
  return (await world.githubRequests()) - before;
}

/** Everybody looks at a page a second, and never at the same as before. */
async function lookFor(milliseconds, users, someApp, signal) {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    const next = wait(1000, undefined, { signal });
    await Promise.all(users.map(user => user.call(pathOf(someApp()))));
    await next;
  }
}

async function untilCount(count, wanted, signal) {
  let seen = -1;
  let seenAt = Date.now();
  for (;;) {
    signal.throwIfAborted();
    const found = await count();
    if (found >= wanted) {
      return;
    }
    if (found !== seen) {
      seen = found;
      seenAt = Date.now();
    } else if (Date.now() - seenAt > LONGEST_STANDSTILL_MILLISECONDS) {
      throw new Error(
        `${found} of ${wanted} were there, and no more came within 5 minutes. The log of the backend in .logs says why.`,
      );
    }
    await wait(1000, undefined, { signal });
  }
}
