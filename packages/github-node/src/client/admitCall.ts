import type { LoggerService } from '@backstage/backend-plugin-api';
import { GithubTransportError } from '../errors/classifyGithubError';
import { GithubLimits } from '../limits/GithubLimits';
import { CallKeys } from '../limits/limitKeys';
import { wait } from './wait';

/** A call that wants to be made. */
export interface CallToAdmit {
  limits: GithubLimits;
  keys: CallKeys;
  isRead: boolean;
  /** The most that it waits for pauses; the turn to write comes on top. */
  maxWaitMilliseconds: number;
  logger: LoggerService;
  signal?: AbortSignal;
  wait: typeof wait;
}

/**
 * Waits until a call may be made: until the pauses are over that GitHub asked any of the clients for, and for a write
 * until it is its turn.
 *
 * @returns milliseconds that the pauses took
 * @throws GithubTransportError when a pause is longer than the call waits
 */
export async function admitCall(call: CallToAdmit): Promise<number> {
  const { limits, keys, signal } = call;
  let waited = 0;
  for (;;) {
    waited += await sitOutPause(call, waited);
    const turn = call.isRead ? 0 : await limits.takeTurn(keys.account);
    if (turn === 0) {
      return waited;
    }
    await call.wait(turn, signal);
    // Another client may have been refused meanwhile: then the turn has passed.
    if ((await limits.pauseLeft(Object.values(keys))) === 0) {
      return waited;
    }
  }
}

async function sitOutPause(
  { limits, keys, maxWaitMilliseconds, logger, signal, ...call }: CallToAdmit,
  waitedBefore: number,
): Promise<number> {
  let waited = 0;
  for (;;) {
    const left = await limits.pauseLeft(Object.values(keys));
    if (left === 0) {
      return waited;
    }
    if (waitedBefore + waited + left > maxWaitMilliseconds) {
      throw new GithubTransportError({
        kind: 'rate-limit',
        detail: `GitHub asked for a pause until ${timeAfter(left)}`,
        retryAfterSeconds: Math.ceil(left / 1000),
      });
    }
    logger.warn(
      `Waiting for GitHub: it asked for a pause until ${timeAfter(left)}`,
    );
    // Everybody waits for the same moment: a little spread keeps them from meeting again.
    const delay = Math.ceil(left + Math.random() * Math.min(1000, left / 10));
    await call.wait(delay, signal);
    waited += delay;
  }
}

function timeAfter(milliseconds: number): string {
  return new Date(Date.now() + milliseconds).toISOString();
}
