import { JsonValue } from '@backstage/types';
import { isJsonObject } from '../json';

/** True for an integer beyond ±(2^53 - 1): it may be another one than the text that it was read from. */
export function isLargeInteger(value: unknown): value is number {
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}

/** The first such integer in some data, and where it is. */
export function findLargeInteger(
  value: JsonValue | undefined,
  path: string,
): { path: string; value: number } | undefined {
  if (isLargeInteger(value)) {
    return { path, value };
  }
  const children: Array<[string, JsonValue | undefined]> = Array.isArray(value)
    ? value.map((item, index) => [`${path}[${index}]`, item])
    : Object.entries(isJsonObject(value) ? value : {}).map(([key, child]) => [
        `${path}.${key}`,
        child,
      ]);
  for (const [at, child] of children) {
    const found = findLargeInteger(child, at);
    if (found) {
      return found;
    }
  }
  return undefined;
}
