import { ServiceUnavailableError } from '@backstage/errors';
import { redactSecrets } from '../errors/redactSecrets';

/**
 * Calls an adapter with a time limit that holds even where the adapter does not listen to the signal: a
 * source that never answers must not hold a worker or a page.
 */
export async function callPort<T>(
  what: string,
  timeoutMs: number,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      controller.abort();
      reject(
        new ServiceUnavailableError(
          `${what} did not answer within ${timeoutMs / 1000} seconds`,
        ),
      );
    }, timeoutMs);
  });
  try {
    return await Promise.race([call(controller.signal), limit]);
  } catch (error) {
    // Whoever it reaches (a log, the database, an answer): what a library quotes of a request stays here.
    if (error instanceof Error) {
      error.message = redactSecrets(error.message);
    }
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Reading a source for a page or a check. */
export const READ_TIMEOUT_MS = 10_000;

/** Writing, which looks before it writes and so takes several calls. */
export const WRITE_TIMEOUT_MS = 30_000;
