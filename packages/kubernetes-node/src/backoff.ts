const LONGEST_BACKOFF_MILLISECONDS = 30_000;

/** Exponential with jitter: between half and all of `initial * 2^(attempt - 1)`, by default at most 30 seconds. */
export function backoffMilliseconds(
  attempt: number,
  initial: number,
  longest: number = LONGEST_BACKOFF_MILLISECONDS,
  random: () => number = Math.random,
): number {
  const full = Math.min(longest, initial * 2 ** Math.min(attempt - 1, 20));
  return full / 2 + (full / 2) * random();
}

/** Waits, or returns early when the signal aborts. */
export function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(finish, milliseconds);
    function finish() {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    }
    signal.addEventListener('abort', finish);
  });
}
