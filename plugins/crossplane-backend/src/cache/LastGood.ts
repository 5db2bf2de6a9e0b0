import { ServiceUnavailableError } from '@backstage/errors';
import { GithubWaitError } from '@openportal/github-node';
import { withoutSecrets } from '@openportal/plugin-crossplane-node';

/** An hour is how long a rate limit lasts; outages last longer now and then. */
const MAX_AGE_MILLISECONDS = 6 * 60 * 60_000;
const MAX_ENTRIES = 500;

/** Why something is shown as it was, and since when. */
export interface Staleness {
  /** When it was read last, as ISO date and time. */
  since: string;
  note: string;
}

/** What was read, now or earlier. */
export interface Reading<V> {
  value: V;
  /** Present when it cannot be read now. */
  stale?: Staleness;
}

/**
 * Keeps what was read last, for the time in which its source answers nobody. An answer that refuses is an answer: what
 * the portal may not read any more is not shown from memory.
 */
export class LastGood<V> {
  readonly #known = new Map<string, { value: V; readAt: number }>();
  readonly #now: () => number;

  constructor(options: { now?: () => number } = {}) {
    this.#now = options.now ?? Date.now;
  }

  async get(key: string, read: () => Promise<V>): Promise<Reading<V>> {
    try {
      const value = await read();
      this.#remember(key, value);
      return { value };
    } catch (error) {
      const known = this.#known.get(key);
      // What asks for a pause is one of these, too.
      if (!known || !(error instanceof ServiceUnavailableError)) {
        throw error;
      }
      if (this.#now() - known.readAt > MAX_AGE_MILLISECONDS) {
        this.#known.delete(key);
        throw error;
      }
      return {
        value: known.value,
        stale: {
          since: new Date(known.readAt).toISOString(),
          note: this.#noteOf(error),
        },
      };
    }
  }

  /** What was asked for last is kept longest. */
  #remember(key: string, value: V): void {
    this.#known.delete(key);
    this.#known.set(key, { value, readAt: this.#now() });
    if (this.#known.size > MAX_ENTRIES) {
      const [oldest] = this.#known.keys();
      this.#known.delete(oldest);
    }
  }

  #noteOf(error: ServiceUnavailableError): string {
    if (error instanceof GithubWaitError) {
      const until = new Date(this.#now() + error.retryAfterSeconds * 1000);
      return `GitHub's rate limit is reached until ${timeOf(until)}`;
    }
    return withoutSecrets(error.message);
  }
}

/** The time of day, for a sentence. */
export function timeOf(date: Date): string {
  return `${date.toISOString().slice(11, 16)} UTC`;
}
