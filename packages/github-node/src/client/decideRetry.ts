import { GithubFailure } from '../errors/classifyGithubError';

/**
 * What {@link decideRetry} needs to know about a failed call.
 *
 * @public
 */
export interface RetryQuestion {
  failure: GithubFailure;
  /** Whether the call changes nothing, so that repeating it is harmless. */
  isRead: boolean;
  /** How many times the call was made so far, from 1. */
  attempt: number;
  /** Milliseconds that waiting for rate limits has taken so far. */
  waitedMilliseconds: number;
  /** The most that waiting for rate limits may take altogether. */
  maxWaitMilliseconds: number;
  /** A number from 0 to 1 that spreads the callers. */
  random: number;
}

/**
 * The answer of {@link decideRetry}.
 *
 * @public
 */
export type RetryDecision =
  | { retry: false }
  | {
      retry: true;
      delayMilliseconds: number;
      reason: 'rate-limit' | 'transient';
    };

const MAX_READ_ATTEMPTS = 4;
const MAX_RATE_LIMIT_ATTEMPTS = 5;
const BASE_BACKOFF = 250;
/**
 * GitHub's rule for a secondary limit without a stated pause: at least one minute, then longer.
 *
 * @internal
 */
export const UNSTATED_PAUSE = 60_000;

/**
 * Decides whether a failed GitHub call is made again, and when.
 *
 * @remarks
 *
 * A call refused by a rate limit was not carried out, so that even a write is repeated after the pause
 * that GitHub asks for. After a 5xx or a broken connection nobody knows whether a write took place:
 * only reads are repeated, and the caller of a write looks first what became of it.
 *
 * @public
 */
export function decideRetry(question: RetryQuestion): RetryDecision {
  const { failure, attempt, random } = question;
  if (failure.kind === 'rate-limit') {
    const pause =
      failure.retryAfterSeconds === undefined
        ? UNSTATED_PAUSE * attempt
        : failure.retryAfterSeconds * 1000;
    // Everybody who was refused waits for the same moment: a little spread keeps them from meeting again.
    const delayMilliseconds = Math.round(
      pause + random * Math.min(1000, pause / 10),
    );
    const fits =
      question.waitedMilliseconds + delayMilliseconds <=
      question.maxWaitMilliseconds;
    return fits && attempt < MAX_RATE_LIMIT_ATTEMPTS
      ? { retry: true, delayMilliseconds, reason: 'rate-limit' }
      : { retry: false };
  }
  const isTransient =
    failure.kind === 'server' ||
    failure.kind === 'network' ||
    failure.kind === 'timeout';
  if (!isTransient || !question.isRead || attempt >= MAX_READ_ATTEMPTS) {
    return { retry: false };
  }
  const ceiling = BASE_BACKOFF * 2 ** attempt;
  return {
    retry: true,
    delayMilliseconds: Math.round(ceiling / 2 + (random * ceiling) / 2),
    reason: 'transient',
  };
}
