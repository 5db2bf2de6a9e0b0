/** Kubernetes stores at most 1.5 MiB in one object, so nothing larger comes from a cluster. */
const MAX_CHARACTERS = 1.5 * 1024 * 1024;
const MAX_VALUES = 200_000;
const MAX_DEPTH = 500;

/**
 * Why a value is too much to work with, or `undefined`. Works without recursion and stops at the first
 * limit, so that neither depth nor cycles nor shared aliases of a YAML file do harm.
 */
export function jsonLimitProblem(value: unknown): string | undefined {
  const pending: Array<{ value: unknown; depth: number }> = [
    { value, depth: 0 },
  ];
  let values = 0;
  let characters = 0;
  for (let next = pending.pop(); next; next = pending.pop()) {
    values += 1;
    if (values > MAX_VALUES) {
      return `has more than ${MAX_VALUES} values`;
    }
    if (next.depth > MAX_DEPTH) {
      return `is nested more than ${MAX_DEPTH} levels deep`;
    }
    if (typeof next.value === 'string') {
      characters += next.value.length;
    } else if (typeof next.value === 'object' && next.value !== null) {
      for (const [key, child] of Object.entries(next.value)) {
        characters += key.length + 4;
        pending.push({ value: child, depth: next.depth + 1 });
      }
    }
    if (characters > MAX_CHARACTERS) {
      return `has more than ${MAX_CHARACTERS} characters, the most that Kubernetes stores`;
    }
  }
  return undefined;
}
