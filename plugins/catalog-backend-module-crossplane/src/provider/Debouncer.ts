/**
 * Runs an asynchronous task some time after the first of several triggers, never twice at once, and
 * again after a failure.
 */
export class Debouncer {
  readonly #options: {
    delayMilliseconds: number;
    retryMilliseconds: number;
    run(): Promise<void>;
    onError(error: unknown): void;
  };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(options: {
    delayMilliseconds: number;
    retryMilliseconds: number;
    run(): Promise<void>;
    onError(error: unknown): void;
  }) {
    this.#options = options;
  }

  trigger(): void {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#schedule(this.#options.delayMilliseconds);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(delay: number): void {
    if (this.#stopped || this.#timer) {
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#running = this.#run();
    }, delay);
  }

  async #run(): Promise<void> {
    let delay = this.#options.delayMilliseconds;
    try {
      this.#again = false;
      await this.#options.run();
    } catch (error) {
      this.#again = true;
      delay = this.#options.retryMilliseconds;
      this.#options.onError(error);
    } finally {
      this.#running = undefined;
      if (this.#again) {
        this.#schedule(delay);
      }
    }
  }
}
