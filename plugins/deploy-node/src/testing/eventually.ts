const LIMIT_MILLISECONDS = 20_000;
const PAUSE_MILLISECONDS = 20;

/** Tries until it does not throw; an answer that does come gets time, on a slow machine too. */
export async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  const until = Date.now() + LIMIT_MILLISECONDS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() >= until) {
        throw error;
      }
      await new Promise(resolve => {
        setTimeout(resolve, PAUSE_MILLISECONDS);
      });
    }
  }
}
