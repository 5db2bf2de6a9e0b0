/** How long a value may be served again. */
export type TimeToLive<V> =
  | number
  /** Milliseconds, by the value and by how long it took to read. */
  | ((value: V, tookMilliseconds: number) => number);

interface Entry<V> {
  value: Promise<V>;
  /** Undefined while the value is being read. */
  expiresAt?: number;
}

/**
 * Shares reads of the same thing: pages that ask at the same moment wait for one read, pages that ask a
 * moment later get its result. Failures are shared while they happen and then forgotten.
 */
export class CoalescingCache<V> {
  readonly #entries = new Map<string, Entry<V>>();
  readonly #timeToLive: TimeToLive<V>;
  readonly #maxEntries: number;
  readonly #now: () => number;

  constructor(options: {
    timeToLive: TimeToLive<V>;
    /** Defaults to 1000. */
    maxEntries?: number;
    now?: () => number;
  }) {
    this.#timeToLive = options.timeToLive;
    this.#maxEntries = options.maxEntries ?? 1000;
    this.#now = options.now ?? Date.now;
  }

  get(key: string, read: () => Promise<V>): Promise<V> {
    const known = this.#entries.get(key);
    if (
      known &&
      (known.expiresAt === undefined || known.expiresAt > this.#now())
    ) {
      return known.value;
    }
    const startedAt = this.#now();
    const entry: Entry<V> = { value: read() };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#makeRoom();
    entry.value.then(
      value => {
        const now = this.#now();
        entry.expiresAt =
          now +
          (typeof this.#timeToLive === 'number'
            ? this.#timeToLive
            : this.#timeToLive(value, now - startedAt));
      },
      () => this.#forget(key, entry),
    );
    return entry.value;
  }

  /** Forgets a value, also one that is being read: what is asked from now on is read anew. */
  delete(key: string): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  #forget(key: string, entry: Entry<V>): void {
    // A newer read may have taken the place already.
    if (this.#entries.get(key) === entry) {
      this.#entries.delete(key);
    }
  }

  /** The oldest reads go first: a map keeps the order of insertion. */
  #makeRoom(): void {
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxEntries) {
        return;
      }
      this.#entries.delete(key);
    }
  }
}
