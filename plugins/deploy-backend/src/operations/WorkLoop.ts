import { setTimeout } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { describeError } from '../errors/describeError';

// Orchestrators kill after 30 seconds.
const SHUTDOWN_LIMIT_MS = 20_000;

/**
 * Calls a piece of work again and again: at once while there is more, else after a pause, or when it is
 * woken. Survives everything that the work throws: a database that comes back finds the loop running.
 */
export class WorkLoop {
  readonly #work: (signal: AbortSignal) => Promise<boolean>;
  readonly #concurrency: number;
  readonly #pauseMs: number;
  readonly #logger: LoggerService;
  readonly #sleepers = new Set<AbortController>();
  readonly #stopping = new AbortController();
  #running: Promise<void>[] = [];

  constructor(options: {
    /** Does one piece. False where there was nothing to do. The signal says that the process is to end. */
    work: (signal: AbortSignal) => Promise<boolean>;
    concurrency: number;
    pauseMs: number;
    logger: LoggerService;
  }) {
    this.#work = options.work;
    this.#concurrency = options.concurrency;
    this.#pauseMs = options.pauseMs;
    this.#logger = options.logger;
  }

  start(): void {
    this.#running = Array.from({ length: this.#concurrency }, () =>
      this.#loop(),
    );
  }

  /** Ends the pauses: there may be work. */
  wake(): void {
    for (const sleeper of this.#sleepers) {
      sleeper.abort();
    }
  }

  /**
   * Takes no new pieces, and lets those at hand finish, for as long as a shutdown may take. What is not
   * finished then is taken up by another replica when its lease ends.
   */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    const limit = new AbortController();
    await Promise.race([
      Promise.all(this.#running),
      setTimeout(SHUTDOWN_LIMIT_MS, undefined, {
        signal: limit.signal,
        ref: false,
      }).catch(() => undefined),
    ]);
    limit.abort();
  }

  async #loop(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      let more = false;
      try {
        more = await this.#work(signal);
      } catch (error) {
        this.#logger.error('Background work failed', {
          error: describeError(error),
        });
      }
      if (!more && !signal.aborted) {
        await this.#pause();
      }
    }
  }

  async #pause(): Promise<void> {
    const sleeper = new AbortController();
    this.#sleepers.add(sleeper);
    try {
      await setTimeout(this.#pauseMs, undefined, { signal: sleeper.signal });
    } catch {
      // Woken before the time.
    } finally {
      this.#sleepers.delete(sleeper);
    }
  }
}
