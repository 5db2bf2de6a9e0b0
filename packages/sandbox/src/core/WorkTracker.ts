/**
 * Counts work that goes on in the background, so that a test can wait until there is none.
 *
 * @public
 */
export class WorkTracker {
  private running = 0;
  private waiting: Array<() => void> = [];

  /** Runs the work now; a failure is handed to onError and never to the caller, who has long answered. */
  track(work: () => Promise<unknown>, onError: (error: unknown) => void): void {
    this.running += 1;
    Promise.resolve()
      .then(work)
      .catch(onError)
      .finally(() => {
        this.running -= 1;
        if (this.running === 0) {
          for (const resolve of this.waiting.splice(0)) resolve();
        }
      });
  }

  get busy(): boolean {
    return this.running > 0;
  }

  /** Resolves as soon as nothing is running. */
  async idle(): Promise<void> {
    if (!this.busy) return;
    await new Promise<void>(resolve => this.waiting.push(resolve));
  }
}
