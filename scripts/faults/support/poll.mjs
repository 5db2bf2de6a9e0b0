import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';

const INTERVAL_MILLISECONDS = 100;

/**
 * Looks again and again until a look passes: returns something other than `undefined`, and throws nothing. At the
 * deadline the last reason is what fails the test.
 */
export async function eventually(what, look, { seconds = 60 } = {}) {
  const deadline = Date.now() + seconds * 1000;
  let reason;
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined) {
        return found;
      }
      reason = undefined;
    } catch (error) {
      reason = error;
    }
    if (Date.now() > deadline) {
      const detail = reason ? `: ${reason.message}` : '';
      assert.fail(`Not within ${seconds} s: ${what}${detail}`);
    }
    await wait(INTERVAL_MILLISECONDS);
  }
}
