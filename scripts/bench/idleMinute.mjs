import { setTimeout as wait } from 'node:timers/promises';
import { writesBetween } from './catalogDatabase.mjs';

const SETTLE_LOOKS = 3;
const SETTLE_MILLISECONDS = 3_000;
const LONGEST_SETTLE_MILLISECONDS = 300_000;
const MINUTE = 60_000;

/** Waits until nothing is written to the catalog any more: what came in has been processed and stitched. */
export async function untilSettled(backend, signal) {
  const deadline = Date.now() + LONGEST_SETTLE_MILLISECONDS;
  let before = await backend.database.writes();
  let quiet = 0;
  while (quiet < SETTLE_LOOKS) {
    if (Date.now() > deadline) {
      throw new Error('The catalog did not come to rest within 5 minutes.');
    }
    await wait(SETTLE_MILLISECONDS, undefined, { signal });
    const after = await backend.database.writes();
    quiet = writesBetween(before, after).catalog === 0 ? quiet + 1 : 0;
    before = after;
  }
}

/** What the backend does in a minute in which nothing happens: everything that costs, and nothing that asks it. */
export async function idleMinute({ backend, servers, signal }) {
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
