import { performance } from 'node:perf_hooks';

const AT_ONCE = 8;
/** Share of the time in which the process works, above which lists make room for the rest of the portal. */
const BUSY = 0.7;
const PAUSE_WHEN_BUSY_MILLISECONDS = 50;
const MEASURE_MILLISECONDS = 500;

/**
 * Spreads the lists and new watches of thousands of resource types: a few at once, and no more than
 * twenty a second while the process is busy, for example with processing what the lists brought.
 */
export class ListQueue {
  readonly #waiting = new Set<() => void>();
  #running = 0;
  #measured = performance.eventLoopUtilization();
  #measuredAt = 0;
  #busy = false;
  #pause: ReturnType<typeof setTimeout> | undefined;

  /** Runs the task when it is its turn; rejects when the signal aborts first. */
  async run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#turn(signal);
    try {
      return await task();
    } finally {
      this.#running -= 1;
      this.#next();
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    let leave = () => {};
    await new Promise<void>((resolve, reject) => {
      leave = () => {
        this.#waiting.delete(resolve);
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.add(resolve);
      this.#next();
    }).finally(() => signal.removeEventListener('abort', leave));
  }

  #next(): void {
    if (this.#pause || this.#waiting.size === 0 || this.#running >= AT_ONCE) {
      return;
    }
    if (this.#isBusy()) {
      this.#pause = setTimeout(() => {
        this.#pause = undefined;
        this.#start();
        this.#next();
      }, PAUSE_WHEN_BUSY_MILLISECONDS);
      return;
    }
    this.#start();
    this.#next();
  }

  #start(): void {
    const [first] = this.#waiting;
    if (first) {
      this.#waiting.delete(first);
      this.#running += 1;
      first();
    }
  }

  #isBusy(): boolean {
    const now = performance.now();
    if (now - this.#measuredAt > MEASURE_MILLISECONDS) {
      const current = performance.eventLoopUtilization();
      this.#busy =
        performance.eventLoopUtilization(current, this.#measured).utilization >
        BUSY;
      this.#measured = current;
      this.#measuredAt = now;
    }
    return this.#busy;
  }
}
