import { JsonObject, JsonValue } from '@backstage/types';

/**
 * True for a JSON object: not an array, not null.
 *
 * @public
 */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object of strings, without entries of other types. */
export function stringRecord(value: unknown): Record<string, string> {
  if (!isJsonObject(value)) {
    return {};
  }
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

/**
 * A property of an object itself: a schema may well describe a field called `constructor`.
 *
 * @returns undefined where the object has none of that name
 * @public
 */
export function ownValue(
  object: JsonObject | undefined,
  key: string,
): JsonValue | undefined {
  return object && Object.hasOwn(object, key) ? object[key] : undefined;
}

/**
 * Sets an own property even for names with a meaning in JavaScript, such as `__proto__`.
 *
 * @public
 */
export function setOwn(
  object: JsonObject,
  key: string,
  value: JsonValue,
): void {
  Object.defineProperty(object, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

/** Equality of two JSON values; the order of keys does not matter. */
export function jsonEquals(
  a: JsonValue | undefined,
  b: JsonValue | undefined,
): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return (
      a.length === b.length &&
      a.every((item, index) => jsonEquals(item, b[index]))
    );
  }
  if (isJsonObject(a) && isJsonObject(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every(key => Object.hasOwn(b, key) && jsonEquals(a[key], b[key]))
    );
  }
  return Object.is(a, b) || (a === 0 && b === 0);
}
