// Listing ten thousand entities takes seconds: that must stay a small part of what the backend does.
const PAUSE_FACTOR = 50;
// A catalog that is being filled or changed is followed more closely.
const CHANGING_PAUSE_FACTOR = 5;
// A list that a busy machine took long for must not keep new entities waiting.
const LONGEST_PAUSE_MS = 5 * 60_000;

/**
 * How long the list of entities is left alone, in milliseconds.
 *
 * @param tookMs - how long it took to list them
 * @param list - whether it was as it had been before, with something in it
 */
export function pauseAfter(
  tookMs: number,
  list: { isSettled: boolean },
): number {
  const factor = list.isSettled ? PAUSE_FACTOR : CHANGING_PAUSE_FACTOR;
  return Math.min(tookMs * factor, LONGEST_PAUSE_MS);
}
