import { DeployApiError } from './DeployApiError';

/** Longer than the backend waits for those that it asks itself. */
const TIME_LIMIT_MS = 30_000;

/**
 * Gives up a request that gets no answer, whoever waits for it. It may have arrived all the same: the error has a
 * status that says that nobody knows.
 */
export async function withinTimeLimit<T>(
  signal: AbortSignal | undefined,
  request: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const giveUp = () => controller.abort(signal?.reason);
  if (signal?.aborted) {
    giveUp();
  }
  signal?.addEventListener('abort', giveUp, { once: true });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    controller.abort();
  }, TIME_LIMIT_MS);
  try {
    return await request(controller.signal);
  } catch (error) {
    throw isLate
      ? new DeployApiError({
          status: 504,
          code: 'unavailable',
          message: `The deploy API did not answer within ${
            TIME_LIMIT_MS / 1000
          } seconds`,
        })
      : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  }
}
