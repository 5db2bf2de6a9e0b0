const TIME_LIMIT_MILLISECONDS = 60_000;
const PAUSE_MILLISECONDS = 25;

/** Waits until the check passes; fails with what it said last. */
export async function eventually<T>(check: () => Promise<T> | T): Promise<T> {
  const end = Date.now() + TIME_LIMIT_MILLISECONDS;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
    }
    await new Promise(resolve => setTimeout(resolve, PAUSE_MILLISECONDS));
  }
}
