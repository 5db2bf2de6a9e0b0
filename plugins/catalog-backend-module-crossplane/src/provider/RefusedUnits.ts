/** What the catalog refuses is sent again after this time, or when its XRD changes. */
const RETRY_MILLISECONDS = 10 * 60 * 1000;

interface Refusal {
  /** What the catalog said when the XRD was alone in the batch. */
  reason?: string;
  /** How often it was refused alone. */
  alone: number;
  /** How many batches the catalog had taken when it was first in one that was refused. */
  taken: number;
  parked?: ReturnType<typeof setTimeout>;
}

/**
 * Finds the XRD whose entities the catalog refuses, so that it does not hold up the others of its batch:
 * batches get smaller until it is alone, and the second time it waits. It waits only when the catalog took
 * something else meanwhile; otherwise it is the catalog that is not well.
 */
export class RefusedUnits {
  readonly #refusals = new Map<string, Refusal>();
  readonly #onRetry: (xrd: string) => void;
  #failures = 0;
  #taken = 0;
  #limit = Infinity;

  /** @param onRetry - called when an XRD that waited may be sent again */
  constructor(onRetry: (xrd: string) => void) {
    this.#onRetry = onRetry;
  }

  /** How many XRDs the next batch may have. */
  get limit(): number {
    return this.#limit;
  }

  /** True while an XRD waits. */
  get waiting(): boolean {
    return [...this.#refusals.values()].some(({ parked }) => parked);
  }

  isWaiting(xrd: string): boolean {
    return this.#refusals.get(xrd)?.parked !== undefined;
  }

  /** Why the catalog refused XRDs. */
  reasons(): Array<{ xrd: string; reason: string }> {
    return [...this.#refusals].flatMap(([xrd, { reason }]) =>
      reason === undefined ? [] : [{ xrd, reason }],
    );
  }

  /** The catalog took a batch. */
  taken(xrds: string[]): void {
    this.#failures = 0;
    this.#taken += 1;
    this.#limit *= 2;
    for (const xrd of xrds) {
      this.forget(xrd);
    }
  }

  /**
   * The catalog refused a batch.
   *
   * @returns true when its only XRD waits from now on
   */
  refused(xrds: string[], reason: string): boolean {
    this.#failures += 1;
    for (const xrd of xrds) {
      const { taken, alone } = this.#refusals.get(xrd) ?? {
        taken: this.#taken,
        alone: 0,
      };
      this.#refusals.set(xrd, { taken, alone });
    }
    if (xrds.length > 1) {
      if (this.#failures > 1 || this.#limit < Infinity) {
        this.#limit = Math.ceil(xrds.length / 2);
      }
      return false;
    }
    const [xrd] = xrds;
    const { taken, alone } = this.#refusals.get(xrd) ?? { taken: 0, alone: 0 };
    const parks = alone > 0 && taken < this.#taken;
    this.#refusals.set(xrd, {
      reason,
      taken,
      alone: alone + 1,
      parked: parks ? this.#retryLater(xrd) : undefined,
    });
    return parks;
  }

  /** An XRD that waits changed, so it may be sent again. */
  release(xrd: string): void {
    if (this.isWaiting(xrd)) {
      this.forget(xrd);
    }
  }

  /** An XRD was taken after all. */
  forget(xrd: string): void {
    clearTimeout(this.#refusals.get(xrd)?.parked);
    this.#refusals.delete(xrd);
  }

  stop(): void {
    for (const xrd of [...this.#refusals.keys()]) {
      this.forget(xrd);
    }
  }

  #retryLater(xrd: string): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.#onRetry(xrd), RETRY_MILLISECONDS).unref();
  }
}
