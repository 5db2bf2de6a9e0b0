/**
 * Remembers answers for a short time, so that many who ask the same within it ask once. What failed is not
 * remembered.
 */
export class RecentAnswers<T> {
  readonly #maxAgeMs: number;
  readonly #most: number;
  readonly #answers = new Map<string, { at: number; answer: Promise<T> }>();

  constructor(options: { maxAgeMs: number; most: number }) {
    this.#maxAgeMs = options.maxAgeMs;
    this.#most = options.most;
  }

  /** The answer of this key, or what `ask` answers now. */
  async get(key: string, ask: () => Promise<T>): Promise<T> {
    const now = performance.now();
    const known = this.#answers.get(key);
    if (known && now - known.at < this.#maxAgeMs) {
      return known.answer;
    }
    const answer = ask();
    // Kept in the order of asking, so that the first one is the oldest.
    this.#answers.delete(key);
    if (this.#answers.size >= this.#most) {
      const [oldest] = this.#answers.keys();
      this.#answers.delete(oldest);
    }
    this.#answers.set(key, { at: now, answer });
    answer.catch(() => {
      if (this.#answers.get(key)?.answer === answer) {
        this.#answers.delete(key);
      }
    });
    return answer;
  }
}
