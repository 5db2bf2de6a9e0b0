import { setTimeout as wait } from 'node:timers/promises';
import { writesBetween } from './catalogDatabase.mjs';
import { percentile } from './figures.mjs';

const SETTLE_LOOKS = 3;
const SETTLE_MILLISECONDS = 3_000;
const LONGEST_SETTLE_MILLISECONDS = 600_000;
const MINUTE = 60_000;
const MINUTES = 3;

/**
 * Waits until what came in has been processed: nothing is written to the catalog any more, and nothing is listed any
 * more, so that everything is watched.
 */
export async function untilSettled({ backend, servers, signal }) {
  const deadline = Date.now() + LONGEST_SETTLE_MILLISECONDS;
  const look = async () => ({
    writes: await backend.database.writes(),
    lists: (await servers.traffic()).requests.list,
  });
  let before = await look();
  let quiet = 0;
  while (quiet < SETTLE_LOOKS) {
    if (Date.now() > deadline) {
      throw new Error('The backend did not come to rest within 10 minutes.');
    }
    await wait(SETTLE_MILLISECONDS, undefined, { signal });
    const after = await look();
    const isQuiet =
      writesBetween(before.writes, after.writes).catalog === 0 &&
      after.lists === before.lists;
    quiet = isQuiet ? quiet + 1 : 0;
    before = after;
  }
}

/**
 * What the backend does in a minute in which nothing happens. Of three minutes: the median of the CPU seconds, since the
 * first one still tidies up, and the most of everything that is counted.
 */
export async function idleMinute(context) {
  const minutes = [];
  for (let index = 0; index < MINUTES; index += 1) {
    minutes.push(await measureMinute(context));
  }
  const most = key =>
    minutes.reduce((worst, minute) =>
      minute[key] > worst[key] ? minute : worst,
    );
  const { requests, verbs } = most('requests');
  return {
    cpuSeconds: percentile(
      minutes.map(minute => minute.cpuSeconds),
      0.5,
    ),
    cpuOfEach: minutes.map(minute => minute.cpuSeconds),
    requests,
    verbs,
    bytes: most('bytes').bytes,
    writes: minutes.reduce((worst, { writes }) =>
      writes.catalog > worst.writes.catalog ? { writes } : worst,
    ).writes,
  };
}

async function measureMinute({ backend, servers, signal }) {
  const writesBefore = await backend.database.writes();
  const trafficBefore = await servers.traffic();
  const cpuBefore = backend.usage().cpuSeconds;
  await wait(MINUTE, undefined, { signal });
  const cpuSeconds = backend.usage().cpuSeconds - cpuBefore;
  const trafficAfter = await servers.traffic();
  const writes = writesBetween(writesBefore, await backend.database.writes());
  const verbs = Object.fromEntries(
    Object.entries(trafficAfter.requests)
      .map(([verb, count]) => [
        verb,
        count - (trafficBefore.requests[verb] ?? 0),
      ])
      .filter(([, count]) => count > 0),
  );
  return {
    cpuSeconds,
    verbs,
    requests: Object.values(verbs).reduce((sum, count) => sum + count, 0),
    bytes: trafficAfter.bytes - trafficBefore.bytes,
    writes,
  };
}
