import { JsonArray, JsonObject, JsonValue } from '@backstage/types';
import { isJsonObject, jsonEquals, ownValue, setOwn } from '../json';

const MAX_MERGES = 20;

/** A schema with its `allOf` merged into it. What has no simple merged form stays in `allOf`. */
export function mergeAllOf(schema: JsonObject): JsonObject {
  const { allOf, ...own } = schema;
  if (!Array.isArray(allOf)) {
    return schema;
  }
  let merged: JsonObject = own;
  const left: JsonArray = allOf.slice(MAX_MERGES);
  for (const part of allOf.slice(0, MAX_MERGES)) {
    const next = isJsonObject(part) ? mergeSchemas(merged, part) : undefined;
    if (next) {
      merged = next;
    } else {
      left.push(part);
    }
  }
  return left.length ? { ...merged, allOf: left } : merged;
}

/** One schema that accepts what both accept; `undefined` when there is no simple one. */
function mergeSchemas(a: JsonObject, b: JsonObject): JsonObject | undefined {
  const result: JsonObject = { ...a };
  for (const [keyword, value] of Object.entries(b)) {
    const own = ownValue(a, keyword);
    if (own === undefined || jsonEquals(own, value)) {
      setOwn(result, keyword, value ?? null);
      continue;
    }
    const merged = mergeKeyword(keyword, own, value ?? null);
    if (merged === undefined) {
      return undefined;
    }
    setOwn(result, keyword, merged);
  }
  return result;
}

function mergeKeyword(
  keyword: string,
  a: JsonValue,
  b: JsonValue,
): JsonValue | undefined {
  switch (keyword) {
    case 'minimum':
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return mergeNumbers(a, b, Math.max);
    case 'maximum':
    case 'maxLength':
    case 'maxItems':
    case 'maxProperties':
      return mergeNumbers(a, b, Math.min);
    case 'required':
      return bothArrays(a, b, (x, y) => [
        ...x,
        ...y.filter(item => !x.some(other => jsonEquals(item, other))),
      ]);
    case 'enum':
      return bothArrays(a, b, (x, y) =>
        x.filter(item => y.some(other => jsonEquals(item, other))),
      );
    case 'properties':
      return mergeProperties(a, b);
    case 'items':
    case 'additionalProperties':
      return isJsonObject(a) && isJsonObject(b)
        ? mergeSchemas(a, b)
        : undefined;
    // Words may differ without changing what is valid.
    case 'title':
    case 'description':
      return a;
    default:
      return undefined;
  }
}

function mergeNumbers(
  a: JsonValue,
  b: JsonValue,
  pick: (x: number, y: number) => number,
): number | undefined {
  return typeof a === 'number' && typeof b === 'number'
    ? pick(a, b)
    : undefined;
}

function bothArrays(
  a: JsonValue,
  b: JsonValue,
  merge: (x: JsonArray, y: JsonArray) => JsonArray,
): JsonArray | undefined {
  return Array.isArray(a) && Array.isArray(b) ? merge(a, b) : undefined;
}

function mergeProperties(a: JsonValue, b: JsonValue): JsonObject | undefined {
  if (!isJsonObject(a) || !isJsonObject(b)) {
    return undefined;
  }
  const result: JsonObject = {};
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const own = ownValue(a, name);
    const other = ownValue(b, name);
    const merged =
      isJsonObject(own) && isJsonObject(other)
        ? mergeSchemas(own, other)
        : own ?? other;
    if (merged === undefined) {
      return undefined;
    }
    setOwn(result, name, merged);
  }
  return result;
}
