const LONGEST_WAIT_MS = 1_000;

/**
 * Puts off what nobody waits for until everybody has their answer, for a second at most: where many ask at the same
 * moment, the work on the first requests must not make the last ones wait.
 */
export class AnswersFirst {
  readonly #later: (() => void)[] = [];
  #open = 0;
  #limit: NodeJS.Timeout | undefined;

  /** Finds the answer that somebody waits for. */
  async answer<T>(find: () => Promise<T>): Promise<T> {
    this.#open += 1;
    try {
      return await find();
    } finally {
      this.#open -= 1;
      if (this.#open === 0) {
        this.#catchUp();
      }
    }
  }

  /** Does this when nobody waits. It must not throw. */
  afterwards(work: () => void): void {
    if (this.#open === 0) {
      work();
      return;
    }
    this.#later.push(work);
    this.#limit ??= setTimeout(() => this.#catchUp(), LONGEST_WAIT_MS);
  }

  #catchUp(): void {
    clearTimeout(this.#limit);
    this.#limit = undefined;
    for (const work of this.#later.splice(0)) {
      work();
    }
  }
}
