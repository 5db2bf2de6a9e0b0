/**
 * What clients know together about the limits of GitHub: one that is told to wait makes all of them wait.
 *
 * @remarks
 *
 * A key names what GitHub counts calls of: an installation of an App, or a token. It holds no secret.
 * All times are durations, so that clients with different clocks agree.
 *
 * @public
 */
export interface GithubLimits {
  /**
   * Milliseconds for which no call may be made; 0 when calls are allowed.
   *
   * @param keys - all that concern the call; the longest pause counts
   */
  pauseLeft(keys: string[]): Promise<number>;
  /**
   * Lets nobody call for a while. A longer pause stays as it is.
   *
   * @param milliseconds - from now on
   */
  pause(key: string, milliseconds: number): Promise<void>;
  /**
   * Takes the next turn to write.
   *
   * @returns milliseconds until that turn
   */
  takeTurn(key: string): Promise<number>;
}

/**
 * Options of every kind of {@link GithubLimits}.
 *
 * @public
 */
export interface GithubLimitsOptions {
  /**
   * Milliseconds from one write to the next. Defaults to 1000, which GitHub asks for; 0 for a GitHub
   * Enterprise Server without rate limits.
   */
  writeSpacingMs?: number;
  /** The clock, in milliseconds since 1970; for tests. */
  now?: () => number;
}

/**
 * GitHub asks for at least one second between two writes.
 *
 * @internal
 */
export const DEFAULT_WRITE_SPACING = 1000;
