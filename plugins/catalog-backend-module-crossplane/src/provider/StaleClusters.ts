/** Long enough for a cluster that is upgraded, short enough for people to know what they look at. */
const DELAY_MILLISECONDS = 2 * 60 * 1000;

/**
 * Remembers what cannot be read. Every entity of a stale cluster says so, so a failure counts only after a
 * while: a cluster that comes and goes must not make the catalog write thousands of entities.
 */
export class StaleClusters {
  readonly #delay: number;
  readonly #onChange: (key: string) => void;
  readonly #stale = new Set<string>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(options: {
    delayMilliseconds?: number;
    onChange(key: string): void;
  }) {
    this.#delay = options.delayMilliseconds ?? DELAY_MILLISECONDS;
    this.#onChange = options.onChange;
  }

  /** Clusters, and `<cluster>/<xrd>` of resources. */
  get keys(): ReadonlySet<string> {
    return this.#stale;
  }

  /** Notes whether something can be read right now. */
  set(key: string, failing: boolean): void {
    if (!failing) {
      clearTimeout(this.#timers.get(key));
      this.#timers.delete(key);
      if (this.#stale.delete(key)) {
        this.#onChange(key);
      }
    } else if (!this.#stale.has(key) && !this.#timers.has(key)) {
      this.#timers.set(
        key,
        setTimeout(() => {
          this.#timers.delete(key);
          this.#stale.add(key);
          this.#onChange(key);
        }, this.#delay),
      );
    }
  }

  stop(): void {
    for (const timer of this.#timers.values()) {
      clearTimeout(timer);
    }
    this.#timers.clear();
  }
}
