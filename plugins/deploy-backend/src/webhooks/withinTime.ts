/**
 * Waits no longer than this. What is waited for goes on, and what comes of it late is dropped: a pool without
 * connections would else hold a request for a minute.
 */
export async function withinTime<T>(
  milliseconds: number,
  work: Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => {
        timer = setTimeout(
          () => reject(new Error(`No answer within ${milliseconds} ms`)),
          milliseconds,
        );
      }),
    ]);
  } finally {
    clearTimeout(timer);
    // Nobody listens any more: it must not bring the process down.
    work.catch(() => undefined);
  }
}
