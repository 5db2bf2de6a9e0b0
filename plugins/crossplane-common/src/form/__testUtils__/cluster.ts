import { JsonObject, JsonValue } from '@backstage/types';
import { isJsonObject, ownValue, setOwn } from '../../json';

/**
 * What a cluster stores for a spec: without `null` where a field is not nullable, and with the
 * defaults of absent fields (Kubernetes, "Defaulting and nullable"). Written from that page and not
 * from the code under test, which it judges.
 */
export function storedByCluster(
  schema: JsonObject,
  value: JsonValue,
): JsonValue {
  if (Array.isArray(value)) {
    const items = isJsonObject(schema.items) ? schema.items : {};
    return value.map(item => storedByCluster(items, item));
  }
  if (!isJsonObject(value)) {
    return value;
  }
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const result: JsonObject = {};
  for (const [name, child] of Object.entries(value)) {
    const known = schemaOf(schema, properties, name);
    const isPruned = child === null && known && known.nullable !== true;
    if (child !== undefined && !isPruned) {
      setOwn(result, name, storedByCluster(known ?? {}, child));
    }
  }
  for (const [name, child] of Object.entries(properties)) {
    const byDefault = isJsonObject(child)
      ? ownValue(child, 'default')
      : undefined;
    if (byDefault !== undefined && !Object.hasOwn(result, name)) {
      setOwn(
        result,
        name,
        storedByCluster(isJsonObject(child) ? child : {}, byDefault),
      );
    }
  }
  return result;
}

/**
 * The stored spec without the optional parts that say nothing: empty lists and objects, and `null`
 * where it means the same as nothing.
 */
export function withoutEmptyParts(
  schema: JsonObject,
  value: JsonValue,
): JsonValue {
  if (Array.isArray(value)) {
    const items = isJsonObject(schema.items) ? schema.items : {};
    return value.map(item => withoutEmptyParts(items, item));
  }
  if (!isJsonObject(value)) {
    return value;
  }
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  const result: JsonObject = {};
  for (const [name, child] of Object.entries(value)) {
    if (child === undefined) {
      continue;
    }
    const field = ownValue(properties, name);
    const known = isJsonObject(field) ? field : undefined;
    const inner = withoutEmptyParts(
      schemaOf(schema, properties, name) ?? {},
      child,
    );
    const isOptional =
      known !== undefined &&
      !required.includes(name) &&
      ownValue(known, 'default') === undefined;
    if (!isOptional || !saysNothing(known, inner)) {
      setOwn(result, name, inner);
    }
  }
  return result;
}

function saysNothing(schema: JsonObject, value: JsonValue): boolean {
  if (value === null) {
    return true;
  }
  // Where the schema knows no fields, an empty object is what somebody wrote.
  const isTyped =
    isJsonObject(schema.properties) ||
    isJsonObject(schema.additionalProperties) ||
    isJsonObject(schema.items);
  return (
    isTyped &&
    (Array.isArray(value)
      ? value.length === 0
      : isJsonObject(value) && Object.keys(value).length === 0)
  );
}

function schemaOf(
  schema: JsonObject,
  properties: JsonObject,
  name: string,
): JsonObject | undefined {
  const child =
    ownValue(properties, name) ?? ownValue(schema, 'additionalProperties');
  return isJsonObject(child) ? child : undefined;
}
