import { ServiceUnavailableError } from '@backstage/errors';

/**
 * Waits no longer than the limit. What is being read goes on, so that the next request finds it in the cache.
 *
 * @throws ServiceUnavailableError that names what did not answer
 */
export async function withTimeLimit<T>(
  what: string,
  limitMilliseconds: number,
  read: Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new ServiceUnavailableError(
            `${what} did not answer within ${
              limitMilliseconds / 1000
            } seconds; it is still being read, try again in a moment`,
          ),
        ),
      limitMilliseconds,
    );
  });
  try {
    return await Promise.race([read, limit]);
  } finally {
    clearTimeout(timer);
  }
}
