const LARGEST_SHRINK = 0.2;

/** Two lists within a moment are one opinion of an API server that starts up. */
export const SECOND_LIST_MILLISECONDS = 1_500;

/**
 * Holds back a list that lost more than a fifth of the objects until a second list agrees: an API
 * server that starts up, or a proxy in between, may answer with an incomplete list.
 */
export class ShrinkGuard {
  #held: { signature: string; since: number } | undefined;

  /**
   * True when the list may replace what is known; false when it has to be read once more.
   *
   * @param known - keys of the known objects
   * @param listed - keys of the objects in the list
   * @param now - milliseconds of a clock that only goes on
   */
  accept(
    known: Iterable<string>,
    listed: Iterable<string>,
    now: number = performance.now(),
  ): boolean {
    const before = [...known];
    const keys = new Set(listed);
    const lost = before.filter(key => !keys.has(key));
    if (lost.length <= before.length * LARGEST_SHRINK) {
      this.#held = undefined;
      return true;
    }
    // Only what is gone has to agree: where objects come all the time, no two lists are the same.
    const signature = lost.sort().join('\n');
    if (this.#held?.signature !== signature) {
      this.#held = { signature, since: now };
      return false;
    }
    if (now - this.#held.since < SECOND_LIST_MILLISECONDS) {
      return false;
    }
    this.#held = undefined;
    return true;
  }
}
