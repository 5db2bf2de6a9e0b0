import { WorkTracker } from '../../core';

const ANSWER_TIMEOUT_MS = 10_000;
const ATTEMPTS = 4;

/** A message to somebody outside. */
export interface Letter {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string;
}

/**
 * Sends messages in the background, some attempts each. Like the real ones it keeps nothing: what does not arrive, or
 * was under way when the process ended, is lost.
 */
export class Postman {
  readonly #work = new WorkTracker();
  readonly #pauseMs: number;
  readonly #onError: (error: unknown) => void;

  constructor(options: {
    /** Milliseconds before the second attempt; they double. */
    pauseMs: number;
    onError(error: unknown): void;
  }) {
    this.#pauseMs = options.pauseMs;
    this.#onError = options.onError;
  }

  get busy(): boolean {
    return this.#work.busy;
  }

  idle(): Promise<void> {
    return this.#work.idle();
  }

  send(letter: Letter): void {
    this.#work.track(() => this.#deliver(letter), this.#onError);
  }

  async #deliver({ url, ...init }: Letter): Promise<void> {
    let problem = '';
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (attempt > 0) {
        await new Promise(resolve => {
          setTimeout(resolve, this.#pauseMs * 2 ** (attempt - 1));
        });
      }
      try {
        const response = await fetch(url, {
          ...init,
          redirect: 'manual',
          signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
        });
        await response.body?.cancel();
        if (response.status < 500 && response.status !== 429) {
          return;
        }
        problem = `answered ${response.status}`;
      } catch (error) {
        problem = error instanceof Error ? error.message : String(error);
      }
    }
    throw new Error(`a notification to ${url} did not arrive: ${problem}`);
  }
}
