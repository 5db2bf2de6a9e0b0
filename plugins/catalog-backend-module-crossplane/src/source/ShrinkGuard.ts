const LARGEST_SHRINK = 0.2;

/**
 * Holds back a list that lost more than a fifth of the objects until a second list agrees: an API
 * server that starts up, or a proxy in between, may answer with an incomplete list.
 */
export class ShrinkGuard {
  #held: string | undefined;

  /**
   * True when the list may replace what is known; false when it has to be read once more.
   *
   * @param known - keys of the known objects
   * @param listed - keys of the objects in the list
   */
  accept(known: Iterable<string>, listed: Iterable<string>): boolean {
    const before = [...known];
    const keys = new Set(listed);
    const lost = before.filter(key => !keys.has(key)).length;
    if (lost <= before.length * LARGEST_SHRINK) {
      this.#held = undefined;
      return true;
    }
    const signature = [...keys].sort().join('\n');
    const agreed = this.#held === signature;
    this.#held = agreed ? undefined : signature;
    return agreed;
  }
}
