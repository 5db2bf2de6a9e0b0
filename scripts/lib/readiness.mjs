import { setTimeout as wait } from 'node:timers/promises';
import { CommandError } from './terminal.mjs';

const REQUEST_MILLISECONDS = 10_000;

/** Waits until a URL answers with a success, or until `signal` says that nobody waits any more. */
export async function waitForUrl(
  url,
  { timeoutMilliseconds, intervalMilliseconds = 1000, signal, describe },
) {
  const deadline = Date.now() + timeoutMilliseconds;
  for (;;) {
    signal.throwIfAborted();
    if (await answers(url, signal)) {
      return;
    }
    if (Date.now() > deadline) {
      throw new CommandError(
        `${describe} did not get ready within ${
          timeoutMilliseconds / 1000
        } s: '${url}' gives no successful answer.`,
      );
    }
    await wait(intervalMilliseconds, undefined, { signal }).catch(() => {});
  }
}

async function answers(url, signal) {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([
        signal,
        AbortSignal.timeout(REQUEST_MILLISECONDS),
      ]),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
