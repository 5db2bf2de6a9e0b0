import {
  DEFAULT_WRITE_SPACING,
  GithubLimits,
  GithubLimitsOptions,
} from './GithubLimits';

/**
 * Limits that the clients of one process share.
 *
 * @public
 */
export class MemoryGithubLimits implements GithubLimits {
  readonly #writeSpacing: number;
  readonly #now: () => number;
  readonly #pausedUntil = new Map<string, number>();
  readonly #nextWriteAt = new Map<string, number>();

  constructor(options: GithubLimitsOptions = {}) {
    this.#writeSpacing = options.writeSpacingMs ?? DEFAULT_WRITE_SPACING;
    this.#now = options.now ?? Date.now;
  }

  async pauseLeft(keys: string[]): Promise<number> {
    const until = keys.map(key => this.#pausedUntil.get(key) ?? 0);
    return Math.max(0, Math.max(0, ...until) - this.#now());
  }

  async pause(key: string, milliseconds: number): Promise<void> {
    const until = this.#now() + milliseconds;
    this.#pausedUntil.set(
      key,
      Math.max(until, this.#pausedUntil.get(key) ?? 0),
    );
  }

  async takeTurn(key: string): Promise<number> {
    if (this.#writeSpacing === 0) {
      return 0;
    }
    const now = this.#now();
    const turn = Math.max(now, this.#nextWriteAt.get(key) ?? 0);
    this.#nextWriteAt.set(key, turn + this.#writeSpacing);
    return turn - now;
  }
}
