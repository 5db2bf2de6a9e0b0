/** Often enough to see every pause that people would notice. */
const TICK_MILLISECONDS = 10;

/**
 * Tells for how long a process answered nobody while it did something.
 *
 * @returns what was done, and the longest time in milliseconds in which no timer ran
 * @public
 */
export async function longestPause<T>(
  act: () => Promise<T>,
): Promise<{ result: T; milliseconds: number }> {
  let milliseconds = 0;
  let last = performance.now();
  const tick = () => {
    const now = performance.now();
    milliseconds = Math.max(milliseconds, now - last);
    last = now;
  };
  const timer = setInterval(tick, TICK_MILLISECONDS);
  try {
    const result = await act();
    tick();
    return { result, milliseconds };
  } finally {
    clearInterval(timer);
  }
}
