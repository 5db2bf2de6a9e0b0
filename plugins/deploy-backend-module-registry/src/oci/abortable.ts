/** Gives up waiting when the signal aborts, for what does not listen to it. */
export async function abortable<T>(
  signal: AbortSignal,
  work: Promise<T>,
): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    signal.throwIfAborted();
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
    // Nobody listens any more: it must not bring the process down.
    work.catch(() => undefined);
  }
}
