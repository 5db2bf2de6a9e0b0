import { isJsonObject, JsonObject } from './types';

function propertiesOf(schema: JsonObject): JsonObject {
  return isJsonObject(schema.properties) ? schema.properties : {};
}

function schemaOrUndefined(value: unknown): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

/**
 * Removes the fields that the schema does not know, as the real server does
 * for custom resources, and returns their paths. Changes `value`.
 */
export function pruneUnknownFields(
  schema: JsonObject,
  value: unknown,
  path = '',
): string[] {
  if (Array.isArray(value)) {
    const items = schemaOrUndefined(schema.items);
    return items
      ? value.flatMap((item, index) =>
          pruneUnknownFields(items, item, `${path}[${index}]`),
        )
      : [];
  }
  if (!isJsonObject(value)) {
    return [];
  }
  const properties = propertiesOf(schema);
  const additional = schema.additionalProperties;
  const keepsUnknown =
    schema['x-kubernetes-preserve-unknown-fields'] === true ||
    additional === true;
  const embedded = schema['x-kubernetes-embedded-resource'] === true;
  const pruned: string[] = [];
  for (const key of Object.keys(value)) {
    const fieldPath = path ? `${path}.${key}` : key;
    const known = Object.hasOwn(properties, key)
      ? schemaOrUndefined(properties[key])
      : schemaOrUndefined(additional);
    if (known) {
      pruned.push(...pruneUnknownFields(known, value[key], fieldPath));
    } else if (
      !keepsUnknown &&
      !(embedded && ['apiVersion', 'kind', 'metadata'].includes(key))
    ) {
      delete value[key];
      pruned.push(fieldPath);
    }
  }
  return pruned;
}

/** Fills in the defaults of the schema. Changes `value`. */
export function applyDefaults(schema: JsonObject, value: unknown): void {
  if (Array.isArray(value)) {
    const items = schemaOrUndefined(schema.items);
    if (items) {
      for (const item of value) {
        applyDefaults(items, item);
      }
    }
    return;
  }
  if (!isJsonObject(value)) {
    return;
  }
  for (const [key, field] of Object.entries(propertiesOf(schema))) {
    if (!isJsonObject(field)) {
      continue;
    }
    const missing =
      value[key] === undefined ||
      // The real server drops a null and then fills in the default.
      (value[key] === null && field.nullable !== true);
    if (missing && field.default !== undefined) {
      value[key] = structuredClone(field.default);
    }
    if (value[key] !== undefined) {
      applyDefaults(field, value[key]);
    }
  }
  const additional = schemaOrUndefined(schema.additionalProperties);
  if (additional) {
    const properties = propertiesOf(schema);
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(properties, key)) {
        applyDefaults(additional, value[key]);
      }
    }
  }
}
