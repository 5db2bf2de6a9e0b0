import { stringifyError } from '@backstage/errors';
import { Reached } from './CreationFacts';

const TIMEOUT_MS = 5_000;

/**
 * Asks an address for its answer, and reads none of it. The address comes from the configuration; redirects are not
 * followed, so nobody else chooses where the portal goes.
 */
export async function reachUrl(url: string): Promise<Reached> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      signal: abort.signal,
    });
    await response.body?.cancel();
    return { kind: 'answered', status: response.status };
  } catch (error) {
    if (abort.signal.aborted) {
      return {
        kind: 'no-answer',
        reason: `no answer within ${TIMEOUT_MS / 1000} seconds`,
      };
    }
    const cause = causeOf(error);
    return cause.code === 'ENOTFOUND' || cause.code === 'EAI_AGAIN'
      ? { kind: 'no-name', host: new URL(url).hostname }
      : { kind: 'no-answer', reason: cause.text };
  } finally {
    clearTimeout(timer);
  }
}

/** `fetch` says only that it failed; why is in its cause. */
function causeOf(error: unknown): { code?: string; text: string } {
  const cause =
    error instanceof Error && error.cause !== undefined ? error.cause : error;
  const { code } =
    typeof cause === 'object' && cause !== null
      ? (cause as { code?: unknown })
      : { code: undefined };
  return {
    ...(typeof code === 'string' && { code }),
    text: stringifyError(cause),
  };
}
