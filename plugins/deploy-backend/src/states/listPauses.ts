// Listing ten thousand entities takes seconds: that must stay a small part of what the backend does.
const PAUSE_FACTOR = 50;
// A catalog that is being filled or changed is followed more closely.
const CHANGING_PAUSE_FACTOR = 5;
// A list that a busy machine took long for must not keep new entities waiting.
const LONGEST_PAUSE_MS = 5 * 60_000;

/**
 * How long the list of entities is left alone, in milliseconds.
 *
 * @param tookMs - how long it took to list them, without the pauses between the pages
 * @param list - whether it was as it had been before, with something in it
 */
export function pauseAfter(
  tookMs: number,
  list: { isSettled: boolean },
): number {
  const factor = list.isSettled ? PAUSE_FACTOR : CHANGING_PAUSE_FACTOR;
  return Math.min(tookMs * factor, LONGEST_PAUSE_MS);
}

// While a page is taken, the same process answers people.
const PAGE_PAUSE_FACTOR = 3;
const LONGEST_PAGE_PAUSE_MS = 1_000;
// However many pages there are: the pass that lists them has two minutes.
const LONGEST_PAGE_PAUSES_MS = 45_000;

/**
 * How long to leave the process to others before the next page of the list, in milliseconds.
 *
 * @param tookMs - how long it took to list a page and to look at what is on it
 * @param pausedMs - how long the pauses of this list were until now
 */
export function pauseBetweenPages(tookMs: number, pausedMs: number): number {
  return Math.max(
    0,
    Math.min(
      tookMs * PAGE_PAUSE_FACTOR,
      LONGEST_PAGE_PAUSE_MS,
      LONGEST_PAGE_PAUSES_MS - pausedMs,
    ),
  );
}
