import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits, and stops waiting with the signal's reason when the signal fires.
 *
 * @internal
 */
export async function wait(
  milliseconds: number,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  try {
    await delay(milliseconds, undefined, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
