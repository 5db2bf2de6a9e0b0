import { isJsonObject, JsonObject } from '../../kubernetes/types';

type Segment = string | number;

/** Reads a path such as `spec.items[0].labels[example.org/key]`. */
export function parseFieldPath(path: string): Segment[] {
  const segments: Segment[] = [];
  const pattern = /\.?([^.[\]]+)|\[(\d+)\]|\[["']?([^\]"']+)["']?\]/y;
  while (pattern.lastIndex < path.length) {
    const start = pattern.lastIndex;
    const match = pattern.exec(path);
    if (!match) {
      throw new Error(
        `cannot parse path "${path}": unexpected '${path.slice(start)}'`,
      );
    }
    const [, name, index, key] = match;
    segments.push(index === undefined ? name ?? key : Number(index));
  }
  if (
    segments.some(it =>
      ['__proto__', 'constructor', 'prototype'].includes(String(it)),
    )
  ) {
    throw new Error(`cannot use path "${path}"`);
  }
  return segments;
}

/** The value at a path, or undefined. */
export function getFieldPath(object: unknown, path: string): unknown {
  return parseFieldPath(path).reduce<unknown>((value, segment) => {
    if (Array.isArray(value) && typeof segment === 'number') {
      return value[segment];
    }
    return isJsonObject(value) ? value[segment] : undefined;
  }, object);
}

/** Sets the value at a path, making objects and lists on the way. Changes `object`. */
export function setFieldPath(
  object: JsonObject,
  path: string,
  value: unknown,
): void {
  const segments = parseFieldPath(path);
  let current: JsonObject | unknown[] = object;
  segments.forEach((segment, index) => {
    const container = current as Record<Segment, unknown>;
    if (index === segments.length - 1) {
      container[segment] = value;
      return;
    }
    const next = container[segment];
    if (!isJsonObject(next) && !Array.isArray(next)) {
      container[segment] = typeof segments[index + 1] === 'number' ? [] : {};
    }
    current = container[segment] as JsonObject | unknown[];
  });
}
