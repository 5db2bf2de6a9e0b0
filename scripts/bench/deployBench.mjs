import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startPostgres } from '../lib/postgres.mjs';
import { progressLine } from '../lib/terminal.mjs';
import { startBenchBackend } from './benchBackend.mjs';
import { deployDatabase } from './deployDatabase.mjs';
import { measureIdle } from './deployIdle.mjs';
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
/** Long enough for a pass of the portal to be in it. */
const LOOKED_AT_MILLISECONDS = 60_000;
/** So many applications are read from their sources; the others have the same content. */
const READ = 40;
const PROGRESS_MILLISECONDS = 10_000;
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
    note(progressLine(title, 'done', Date.now() - started));
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
        // As an installation runs: a developer's backend formats its answers and its log for people.
        nodeEnvironment: 'production',
        env,
        processes,
        signal,
      }),
    );
    const database = deployDatabase(postgres.connectionString, PREFIX);
    await step('Catalog', () =>
      untilCount('applications', {
        count: () => database.countEntities(),
        wanted: apps,
        signal,
      }),
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
    const cpu = {};
    const measure = (title, atLeastMs, act) =>
      step(title, async () => {
        // What a first look costs (connections, compiled code) is no figure of the pages.
        await timesOf(users, { timesEach: 1 }, act);
        const before = backend.usage().cpuSeconds;
        const times = await timesOf(
          users,
          { timesEach: TIMES_EACH, atLeastMs },
          act,
        );
        cpu[title] =
          ((backend.usage().cpuSeconds - before) * 1000) / times.length;
        return times;
      });
    const [from, to] = world.environments;
    const tab = await measure('Tab', LOOKED_AT_MILLISECONDS, user =>
      user.call(pathOf(someApp())),
    );
    const fleet = await measure(
      'Fleet page',
      LOOKED_AT_MILLISECONDS,
      (user, turn) => user.call(`/matrix?${fleetQuery(turn, user.index)}`),
    );
    const history = await measure('History', 0, user =>
      user.call(`${pathOf(someApp())}/history`),
    );
    const diff = await measure('Diff', 0, user =>
      user.call(`${pathOf(someApp())}/diff?from=${from}&to=${to}`),
    );
    const idle = await measureIdle({
      ...{ users, world, database, step, signal },
      read: Math.min(READ, apps),
    });
    const { peakMemoryMb } = backend.usage();
    await backend.stop();
    return {
      ...{ load, apps, envs, users: USERS, tab, fleet, history, diff, cpu },
      ...promotions,
      ...idle,
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
  await untilCount('applications', {
    count: () => database.countRead(envs),
    wanted: read.length,
    signal,
  });
  await database.copyStates(read.length, apps);
}

async function untilCount(what, { count, wanted, signal }) {
  let seen = -1;
  let seenAt = Date.now();
  let notedAt = Date.now();
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
    if (Date.now() - notedAt > PROGRESS_MILLISECONDS) {
      notedAt = Date.now();
      note(`    ${found} of ${wanted} ${what}`);
    }
    await wait(1000, undefined, { signal });
  }
}

/** Beside the figures, so that who reads those by a program can still see how far it is. */
function note(line) {
  process.stderr.write(`${line}\n`);
}
