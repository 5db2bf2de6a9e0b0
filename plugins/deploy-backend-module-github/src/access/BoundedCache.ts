/** Keeps the newest values of something that never changes, such as the content of a git object. */
export class BoundedCache<V> {
  readonly #values = new Map<string, V>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The value of a key, computed at most once; failures are not kept. */
  async get(key: string, compute: () => Promise<V>): Promise<V> {
    const known = this.#values.get(key);
    if (known !== undefined) {
      return known;
    }
    const value = await compute();
    this.put(key, value);
    return value;
  }

  /** The value of a key, where it is known. */
  peek(key: string): V | undefined {
    return this.#values.get(key);
  }

  put(key: string, value: V): void {
    this.#values.set(key, value);
    if (this.#values.size > this.#limit) {
      const [oldest] = this.#values.keys();
      this.#values.delete(oldest);
    }
  }
}
