import { JsonObject, JsonValue } from '@backstage/types';

/**
 * Fills in defaults as a cluster does before it validates: from `properties`, `items` and
 * `additionalProperties`, down to the defaults inside of defaults, and in the place of a null that the field
 * does not take. Junctors have no defaults in Kubernetes.
 *
 * @param schema - OpenAPI schema of the value
 * @param value - changed in place
 * @see https://github.com/kubernetes/apiextensions-apiserver/blob/master/pkg/apiserver/schema/defaulting/algorithm.go
 */
export function fillDefaults(
  schema: JsonObject,
  value: JsonValue | undefined,
): void {
  const pending = [{ schema, value }];
  const known = new Map<JsonObject, Array<[string, JsonObject]>>();
  for (let next = pending.pop(); next; next = pending.pop()) {
    const at = next;
    if (Array.isArray(at.value)) {
      const { items } = at.schema;
      if (isObject(items)) {
        for (const [index, item] of at.value.entries()) {
          at.value[index] = orDefault(items, item) ?? null;
          pending.push({ schema: items, value: at.value[index] });
        }
      }
    } else if (isObject(at.value)) {
      for (const [name, child] of withDefault(at.schema, known)) {
        const filled = orDefault(child, ownValue(at.value, name));
        Object.defineProperty(at.value, name, {
          value: filled,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
      for (const [name, item] of Object.entries(at.value)) {
        const child = childSchema(at.schema, name);
        if (child) {
          pending.push({ schema: child, value: item });
        }
      }
    }
  }
}

/** The fields that have a default; a list of many items asks for the same ones again and again. */
function withDefault(
  schema: JsonObject,
  known: Map<JsonObject, Array<[string, JsonObject]>>,
): Array<[string, JsonObject]> {
  const found =
    known.get(schema) ??
    Object.entries(
      isObject(schema.properties) ? schema.properties : {},
    ).flatMap(([name, child]) =>
      isObject(child) && child.default !== undefined && child.default !== null
        ? [[name, child] satisfies [string, JsonObject]]
        : [],
    );
  known.set(schema, found);
  return found;
}

function orDefault(
  schema: JsonObject,
  value: JsonValue | undefined,
): JsonValue | undefined {
  const missing =
    value === undefined || (value === null && schema.nullable !== true);
  return missing && schema.default !== undefined && schema.default !== null
    ? structuredClone(schema.default)
    : value;
}

function childSchema(schema: JsonObject, name: string): JsonObject | undefined {
  const known = isObject(schema.properties)
    ? ownValue(schema.properties, name)
    : undefined;
  const child = known ?? schema.additionalProperties;
  return isObject(child) ? child : undefined;
}

function ownValue(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
