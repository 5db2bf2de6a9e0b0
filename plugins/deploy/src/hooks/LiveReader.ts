/** Options of {@link LiveReader}. */
export type LiveReaderOptions<T> = {
  read: (options: { signal: AbortSignal }) => Promise<T>;
  /** How long to wait after an answer, in milliseconds. `never` where nothing more can change. */
  intervalMs: (value: T | undefined) => number | 'never';
  onValue: (value: T) => void;
  onError: (error: Error) => void;
  /** Least time between two reads that signals cause, in milliseconds. Defaults to 0. */
  signalSpacingMs?: number;
};

/**
 * Reads again and again, one read at a time. What asks for a read while one is
 * under way gets one more after it, however many ask: the answer on its way may
 * be older than the change. A page that nobody sees is not read.
 */
export class LiveReader<T> {
  readonly #options: LiveReaderOptions<T>;
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #signalTimer: ReturnType<typeof setTimeout> | undefined;
  #isReading = false;
  #isDue = false;
  #readAt = -Infinity;
  /** The newest answer. */
  lastValue: T | undefined;

  constructor(options: LiveReaderOptions<T>) {
    this.#options = options;
  }

  get #isStopped(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Reads now, or as soon as the page is visible and no other read is under way. */
  reload(): void {
    if (this.#isStopped) {
      return;
    }
    if (this.#isReading || document.hidden) {
      this.#isDue = true;
      return;
    }
    this.#read();
  }

  /**
   * Reads because a signal says that something changed: at once when the last read is long enough ago, otherwise as
   * soon as it is. A burst of signals is one read then, and the last of them is never lost.
   */
  signaled(): void {
    const left =
      this.#readAt + (this.#options.signalSpacingMs ?? 0) - Date.now();
    if (left <= 0) {
      this.reload();
    } else if (!this.#isStopped) {
      this.#signalTimer ??= setTimeout(() => {
        this.#signalTimer = undefined;
        this.reload();
      }, left);
    }
  }

  /** Catches up with what was due while the page was hidden. */
  visibilityChanged(): void {
    if (!document.hidden && this.#isDue) {
      this.reload();
    }
  }

  /** Reads nothing more, and gives up the read under way. */
  stop(): void {
    this.#controller.abort();
    clearTimeout(this.#timer);
    clearTimeout(this.#signalTimer);
  }

  async #read(): Promise<void> {
    clearTimeout(this.#timer);
    this.#isReading = true;
    this.#readAt = Date.now();
    this.#isDue = false;
    try {
      const value = await this.#options.read({
        signal: this.#controller.signal,
      });
      this.lastValue = value;
      if (!this.#isStopped) {
        this.#options.onValue(value);
      }
    } catch (error) {
      if (!this.#isStopped) {
        this.#options.onError(
          error instanceof Error ? error : new Error(String(error)),
        );
      }
    }
    this.#isReading = false;
    if (this.#isStopped) {
      return;
    }
    if (this.#isDue) {
      this.reload();
      return;
    }
    const interval = this.#options.intervalMs(this.lastValue);
    if (interval !== 'never') {
      this.#timer = setTimeout(() => this.reload(), interval);
    }
  }
}
