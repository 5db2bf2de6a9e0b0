import { setTimeout as wait } from 'node:timers/promises';

const LOOK_MILLISECONDS = 1_000;
/** Some catalogs always have a pile to process. */
const LONGEST_WAIT_MILLISECONDS = 60_000;

/** Options of {@link CatalogPatience}. */
export interface CatalogPatienceOptions {
  /** Whether the catalog has a pile of entities to process. Without it nothing waits. */
  hasBacklog?: () => boolean;
  /** How often the catalog is looked at while it has a pile. Defaults to a second. */
  lookMilliseconds?: number;
  /** How long a pile keeps others waiting. Defaults to a minute. */
  longestWaitMilliseconds?: number;
}

/** Leaves the database to the catalog while that has a pile of entities to process, for a minute at most. */
export class CatalogPatience {
  readonly #options: CatalogPatienceOptions;
  readonly #stopping = new AbortController();

  constructor(options: CatalogPatienceOptions) {
    this.#options = options;
  }

  /** Ends when the catalog has no pile any more, when that takes too long, or when it is stopped. */
  async untilQuiet(): Promise<void> {
    const {
      hasBacklog,
      lookMilliseconds = LOOK_MILLISECONDS,
      longestWaitMilliseconds = LONGEST_WAIT_MILLISECONDS,
    } = this.#options;
    if (!hasBacklog) {
      return;
    }
    const { signal } = this.#stopping;
    const latest = performance.now() + longestWaitMilliseconds;
    // An answer is of the look before: the first one may be from a time before the pile.
    let quietLooks = 0;
    for (;;) {
      quietLooks = hasBacklog() ? 0 : quietLooks + 1;
      if (quietLooks > 1 || signal.aborted || performance.now() >= latest) {
        return;
      }
      await wait(lookMilliseconds, undefined, { signal }).catch(() => {});
    }
  }

  /** Nothing waits any more. */
  stop(): void {
    this.#stopping.abort();
  }
}
