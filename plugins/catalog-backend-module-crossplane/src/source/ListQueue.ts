import { performance } from 'node:perf_hooks';

const AT_ONCE = 8;
/** Share of the time in which the process works, above which lists make room for the rest of the portal. */
const BUSY = 0.7;
const PAUSE_WHEN_BUSY_MILLISECONDS = 50;
const PAUSE_FOR_BACKLOG_MILLISECONDS = 250;
/** A catalog that was just handed thousands of entities needs about this long to show them. */
const PATIENCE_MILLISECONDS = 60_000;
const PATIENT_PAUSE_MILLISECONDS = 2_000;
const MEASURE_MILLISECONDS = 500;

/**
 * Spreads the lists and new watches of thousands of resource types: a few at once, and no more than
 * twenty a second while the process is busy. While the catalog has a pile to process: one every two seconds
 * for the first minute, then four a second, because some catalogs always have one.
 */
export class ListQueue {
  readonly #waiting = new Set<() => void>();
  readonly #isBusy: () => boolean;
  readonly #hasBacklog: () => boolean;
  #running = 0;
  #backlogSince: number | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;

  /** @param options - `hasBacklog`: whether others have much to do that the load of the process does not show */
  constructor(
    options: { isBusy?: () => boolean; hasBacklog?: () => boolean } = {},
  ) {
    this.#isBusy = options.isBusy ?? createBusyMeter();
    this.#hasBacklog = options.hasBacklog ?? (() => false);
  }

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
    const pause = this.#pauseNow();
    if (pause > 0) {
      this.#pause = setTimeout(() => {
        this.#pause = undefined;
        this.#start();
        this.#next();
      }, pause);
      return;
    }
    this.#start();
    this.#next();
  }

  #pauseNow(): number {
    if (this.#hasBacklog()) {
      const now = performance.now();
      this.#backlogSince ??= now;
      return now - this.#backlogSince < PATIENCE_MILLISECONDS
        ? PATIENT_PAUSE_MILLISECONDS
        : PAUSE_FOR_BACKLOG_MILLISECONDS;
    }
    this.#backlogSince = undefined;
    return this.#isBusy() ? PAUSE_WHEN_BUSY_MILLISECONDS : 0;
  }

  #start(): void {
    const [first] = this.#waiting;
    if (first) {
      this.#waiting.delete(first);
      this.#running += 1;
      first();
    }
  }
}

/** Tells whether the process worked for most of the last half second. */
function createBusyMeter(): () => boolean {
  let measured = performance.eventLoopUtilization();
  let measuredAt = performance.now();
  let busy = false;
  return () => {
    const now = performance.now();
    if (now - measuredAt > MEASURE_MILLISECONDS) {
      const current = performance.eventLoopUtilization();
      busy =
        performance.eventLoopUtilization(current, measured).utilization > BUSY;
      measured = current;
      measuredAt = now;
    }
    return busy;
  };
}
