import { JsonObject, JsonValue } from '@backstage/types';
import { isJsonObject } from '../json';

/** Keywords that explain a field without changing what it accepts. */
const DOCUMENTATION = new Set(['title', 'description', 'example', 'examples']);
const SCHEMA_MAPS = new Set(['properties', 'patternProperties', 'definitions']);
const SCHEMAS = new Set(['items', 'additionalProperties', 'not']);
const SCHEMA_LISTS = new Set(['allOf', 'anyOf', 'oneOf']);

/** JSON text that does not depend on the order of keys. */
export function canonicalJson(value: JsonValue | undefined): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonicalJson).join(',')}]`;
  }
  return isJsonObject(value)
    ? canonicalObject(value, canonicalJson)
    : JSON.stringify(value) ?? 'null';
}

/**
 * Text of a schema that depends neither on the order of keys nor on documentation. A field that is
 * called `title` or `description` counts: only keywords are left out.
 */
export function canonicalSchema(value: JsonValue | undefined): string {
  if (!isJsonObject(value)) {
    return canonicalJson(value);
  }
  return canonicalObject(
    value,
    (child, keyword) => {
      if (SCHEMA_MAPS.has(keyword) && isJsonObject(child)) {
        return canonicalObject(child, canonicalSchema);
      }
      if (SCHEMA_LISTS.has(keyword) && Array.isArray(child)) {
        return `[${child.map(canonicalSchema).join(',')}]`;
      }
      return SCHEMAS.has(keyword)
        ? canonicalSchema(child)
        : canonicalJson(child);
    },
    DOCUMENTATION,
  );
}

function canonicalObject(
  object: JsonObject,
  toText: (value: JsonValue | undefined, key: string) => string,
  leftOut?: Set<string>,
): string {
  const entries = Object.keys(object)
    .filter(key => !leftOut?.has(key))
    .sort()
    .map(key => `${JSON.stringify(key)}:${toText(object[key], key)}`);
  return `{${entries.join(',')}}`;
}
