/** Levels of lists and objects in a manifest; the schema of an XRD cannot be deeper. */
export const MAX_DEPTH = 250;

/** True when a value has more levels than can be walked through safely. Works without recursion. */
export function isTooDeep(value: unknown): boolean {
  const pending = [{ value, depth: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.depth > MAX_DEPTH) {
      return true;
    }
    if (typeof next.value === 'object' && next.value !== null) {
      for (const child of Object.values(next.value)) {
        pending.push({ value: child, depth: next.depth + 1 });
      }
    }
  }
  return false;
}
