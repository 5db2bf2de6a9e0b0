/** Where a run of an action dies. */
export interface Interruption {
  /** Number of the request to GitHub, from 1. */
  request: number;
  /** Before GitHub gets the request, or after GitHub has carried it out and before the answer arrives. */
  moment: 'before' | 'after';
}

/** A run's requests, watched and maybe cut off. */
export interface RequestWatch {
  /** Requests so far, as "GET /path". */
  requests: string[];
  signal: AbortSignal;
  restore(): void;
}

/**
 * Watches requests to one address. At the interruption the run is cut off for good, as a process that dies:
 * the request fails, and the signal stops everything after it.
 */
export function watchRequests(
  url: string,
  interruption?: Interruption,
): RequestWatch {
  const original = globalThis.fetch;
  const abort = new AbortController();
  const requests: string[] = [];

  const die = (): never => {
    abort.abort(new DOMException('The process died', 'AbortError'));
    throw abort.signal.reason;
  };

  globalThis.fetch = async (input, init) => {
    const target = String(input instanceof Request ? input.url : input);
    if (!target.startsWith(url)) {
      return original(input, init);
    }
    if (abort.signal.aborted) {
      throw abort.signal.reason;
    }
    requests.push(`${init?.method ?? 'GET'} ${new URL(target).pathname}`);
    const isHit = requests.length === interruption?.request;
    if (isHit && interruption?.moment === 'before') {
      die();
    }
    const response = await original(input, init);
    if (isHit) {
      await response.arrayBuffer();
      die();
    }
    return response;
  };

  return {
    requests,
    signal: abort.signal,
    restore: () => {
      globalThis.fetch = original;
    },
  };
}
