import { classifyGithubError } from '../errors/classifyGithubError';
import { wait } from './wait';

/**
 * Options for {@link lookThenAct}.
 *
 * @public
 */
export interface LookThenActOptions<T> {
  /** Finds what is wanted, when it is there already. */
  look: () => Promise<T | undefined>;
  /** Makes what is wanted. */
  act: () => Promise<T>;
  /** How many times to act at most. Defaults to 4. */
  attempts?: number;
  signal?: AbortSignal;
}

/**
 * What {@link lookThenAct} ended with.
 *
 * @public
 */
export interface LookThenActResult<T> {
  value: T;
  /** Whether this call made it, as far as it can know; otherwise it was found. */
  created: boolean;
}

const BASE_BACKOFF = 300;

/**
 * Makes a write safe to repeat: looks whether its result is there, acts when it is not, and looks again
 * when the answer got lost.
 *
 * @remarks
 *
 * A lost connection, a time-out, a 5xx and "already exists" all leave open who did what: the next look tells.
 * Other failures pass through at once.
 *
 * @public
 */
export async function lookThenAct<T>(
  options: LookThenActOptions<T>,
): Promise<LookThenActResult<T>> {
  const { look, act, attempts = 4, signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    const found = await look();
    if (found !== undefined) {
      return { value: found, created: false };
    }
    try {
      return { value: await act(), created: true };
    } catch (error) {
      signal?.throwIfAborted();
      const { kind } = classifyGithubError(error);
      const isOpen =
        kind === 'network' ||
        kind === 'timeout' ||
        kind === 'server' ||
        kind === 'conflict';
      if (!isOpen) {
        throw error;
      }
      if (attempt >= attempts) {
        const late = await look();
        if (late !== undefined) {
          return { value: late, created: false };
        }
        throw error;
      }
      const ceiling = BASE_BACKOFF * 2 ** attempt;
      await wait(ceiling / 2 + (Math.random() * ceiling) / 2, signal);
    }
  }
}
