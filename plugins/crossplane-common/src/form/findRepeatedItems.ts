import { JsonArray, JsonObject, JsonValue } from '@backstage/types';
import { isJsonObject, ownValue } from '../json';
import { canonicalJson } from '../xrd/canonicalJson';
import { listType } from './schemaKeywords';

/**
 * Finds items that may not repeat: equal ones where `x-kubernetes-list-type` is `set`, and ones with
 * equal keys where it is `map`. JSON schema has no word for the second.
 *
 * @param schema - The OpenAPI schema of the value
 * @param value - Data of a manifest, such as its spec
 * @param path - Where the value is, such as `spec`
 * @returns path and reason of every item that repeats an earlier one
 *
 * @public
 */
export function findRepeatedItems(
  schema: JsonObject | undefined,
  value: JsonValue | undefined,
  path: string,
): Array<{ path: string; reason: string }> {
  if (!schema || value === undefined) {
    return [];
  }
  if (Array.isArray(value)) {
    const items = ownValue(schema, 'items');
    return [
      ...repeatedItems(schema, value, path),
      ...value.flatMap((item, index) =>
        findRepeatedItems(
          isJsonObject(items) ? items : undefined,
          item,
          `${path}[${index}]`,
        ),
      ),
    ];
  }
  if (!isJsonObject(value)) {
    return [];
  }
  const properties = ownValue(schema, 'properties');
  const additional = ownValue(schema, 'additionalProperties');
  return Object.entries(value).flatMap(([name, child]) => {
    const known = isJsonObject(properties)
      ? ownValue(properties, name) ?? additional
      : additional;
    return findRepeatedItems(
      isJsonObject(known) ? known : undefined,
      child,
      `${path}.${name}`,
    );
  });
}

function repeatedItems(
  schema: JsonObject,
  list: JsonArray,
  path: string,
): Array<{ path: string; reason: string }> {
  const type = listType(schema);
  if (type !== 'set' && type !== 'map') {
    return [];
  }
  const keys = type === 'map' ? mapKeys(schema) : undefined;
  const first = new Map<string, number>();
  return list.flatMap((item, index) => {
    const identity = canonicalJson(
      keys ? keys.map(key => keyOf(schema, item, key)) : item,
    );
    const earlier = first.get(identity);
    if (earlier === undefined) {
      first.set(identity, index);
      return [];
    }
    return [
      {
        path: `${path}[${index}]`,
        reason: keys
          ? `has the same ${keys.join(
              ' and ',
            )} as ${path}[${earlier}]: every item needs its own`
          : `is equal to ${path}[${earlier}]: items must not repeat`,
      },
    ];
  });
}

function mapKeys(schema: JsonObject): string[] {
  const keys = ownValue(schema, 'x-kubernetes-list-map-keys');
  return Array.isArray(keys)
    ? keys.filter((key): key is string => typeof key === 'string')
    : [];
}

/** The key of an item, or the default that the cluster would give it. */
function keyOf(schema: JsonObject, item: JsonValue, key: string): JsonValue {
  const own = isJsonObject(item) ? ownValue(item, key) : undefined;
  if (own !== undefined) {
    return own;
  }
  const items = ownValue(schema, 'items');
  const properties = isJsonObject(items) ? ownValue(items, 'properties') : {};
  const field = isJsonObject(properties)
    ? ownValue(properties, key)
    : undefined;
  return (isJsonObject(field) ? ownValue(field, 'default') : undefined) ?? null;
}
