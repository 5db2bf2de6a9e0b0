import { applyPatch, Operation } from 'fast-json-patch';
import { keyOfItem, listKindOf } from './listKeys';
import { invalid, badRequest } from './status';
import { isJsonObject, JsonObject, ResourceType } from './types';

/** Merges by RFC 7396: null removes, lists are replaced. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) {
    return structuredClone(patch);
  }
  const result: JsonObject = isJsonObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      delete result[key];
    } else {
      result[key] = mergePatch(result[key], value);
    }
  }
  return result;
}

/** Applies RFC 6902 operations; one that fails is the client's mistake. */
export function jsonPatch(
  target: JsonObject,
  operations: unknown,
  type: Pick<ResourceType, 'kind' | 'group'>,
  name: string,
): JsonObject {
  if (!Array.isArray(operations) || operations.length > 10_000) {
    throw badRequest('error decoding patch: a JSON patch is a list');
  }
  try {
    return applyPatch(
      structuredClone(target),
      operations as Operation[],
      true,
      false,
    ).newDocument;
  } catch (error) {
    const [message] = String(
      error instanceof Error ? error.message : error,
    ).split('\n');
    throw invalid(type, name, [
      {
        reason: 'FieldValueInvalid',
        field: 'patch',
        message: `Invalid value: the server rejected our request due to an error in our request: ${message}`,
      },
    ]);
  }
}

const DIRECTIVE = '$patch';

/** The server adds new list items at the end, kustomize at the beginning. */
type NewItems = 'append' | 'prepend';

function mergeListByKeys(
  target: unknown[],
  patch: unknown[],
  keys: string[],
  path: string[],
  newItems: NewItems,
): unknown[] {
  if (patch.some(item => isJsonObject(item) && item[DIRECTIVE] === 'replace')) {
    return patch.filter(
      item => !isJsonObject(item) || item[DIRECTIVE] === undefined,
    );
  }
  const result = [...target];
  const added: unknown[] = [];
  for (const item of patch) {
    const wanted = JSON.stringify(keyOfItem(item, keys));
    let index = result.findIndex(
      existing => JSON.stringify(keyOfItem(existing, keys)) === wanted,
    );
    if (index < 0 && keys.length > 1) {
      // A patch may leave out the secondary keys.
      const [first] = keys;
      index = result.findIndex(
        existing =>
          isJsonObject(existing) &&
          isJsonObject(item) &&
          Object.keys(keyOfItem(item, keys)).length === 1 &&
          existing[first] === item[first],
      );
    }
    if (isJsonObject(item) && item[DIRECTIVE] === 'delete') {
      if (index >= 0) {
        result.splice(index, 1);
      }
    } else if (index >= 0) {
      result[index] = mergeStrategically(
        result[index],
        item,
        [...path, '*'],
        newItems,
      );
    } else {
      added.push(mergeStrategically({}, item, [...path, '*'], newItems));
    }
  }
  return newItems === 'append' ? [...result, ...added] : [...added, ...result];
}

function mergeStrategically(
  target: unknown,
  patch: unknown,
  path: string[],
  newItems: NewItems,
): unknown {
  if (Array.isArray(patch)) {
    const existing = Array.isArray(target) ? target : [];
    const listKind = listKindOf({ custom: false }, path, [
      ...existing,
      ...patch,
    ]);
    switch (listKind.kind) {
      case 'map':
        return mergeListByKeys(existing, patch, listKind.keys, path, newItems);
      case 'set':
        return [...new Set([...existing, ...patch])];
      default:
        return structuredClone(patch);
    }
  }
  if (!isJsonObject(patch)) {
    return patch;
  }
  const { [DIRECTIVE]: directive, ...fields } = patch;
  if (directive === 'replace') {
    return fields;
  }
  const result: JsonObject = isJsonObject(target) ? { ...target } : {};
  if (directive === 'delete') {
    return {};
  }
  for (const [key, value] of Object.entries(fields)) {
    if (key.startsWith('$setElementOrder/')) {
      continue;
    }
    if (key === '$retainKeys') {
      const retained = Array.isArray(value) ? value : [];
      for (const existing of Object.keys(result)) {
        if (!retained.includes(existing)) {
          delete result[existing];
        }
      }
      continue;
    }
    const primitives = /^\$deleteFromPrimitiveList\/(.+)$/.exec(key);
    if (primitives) {
      const removed = Array.isArray(value) ? value : [];
      const existing = result[primitives[1]];
      result[primitives[1]] = Array.isArray(existing)
        ? existing.filter(item => !removed.includes(item))
        : existing;
    } else if (
      value === null ||
      (isJsonObject(value) && value[DIRECTIVE] === 'delete')
    ) {
      delete result[key];
    } else {
      result[key] = mergeStrategically(
        result[key],
        value,
        [...path, key],
        newItems,
      );
    }
  }
  return result;
}

/** Merges a strategic merge patch into an object of a built-in kind. */
export function strategicMergePatch(
  target: JsonObject,
  patch: JsonObject,
  newItems: NewItems = 'append',
): JsonObject {
  return mergeStrategically(target, patch, [], newItems) as JsonObject;
}
