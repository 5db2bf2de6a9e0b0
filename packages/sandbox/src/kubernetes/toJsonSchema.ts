import { isJsonObject, JsonObject } from './types';

const SINGLE_SCHEMAS = ['not', 'items', 'additionalProperties'];
const SCHEMA_MAPS = ['properties'];
const SCHEMA_LISTS = ['oneOf', 'anyOf', 'allOf'];
const KEPT = [
  'type',
  'enum',
  'format',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'required',
];

/** An OpenAPI v3 schema of a CRD as the JSON schema that ajv understands. */
export function toJsonSchema(schema: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const key of KEPT) {
    if (schema[key] !== undefined) {
      result[key] = schema[key];
    }
  }
  // OpenAPI 3.0 writes these two as a flag beside the limit.
  for (const [flag, limit] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ]) {
    if (typeof result[flag] === 'boolean') {
      if (result[flag]) {
        result[flag] = result[limit];
        delete result[limit];
      } else {
        delete result[flag];
      }
    }
  }
  if (schema['x-kubernetes-int-or-string'] === true) {
    result.type = ['integer', 'string'];
  }
  if (schema.nullable === true && result.type !== undefined) {
    result.type = [result.type, 'null'].flat();
    if (Array.isArray(result.enum)) {
      result.enum = [...result.enum, null];
    }
  }
  for (const key of SINGLE_SCHEMAS) {
    const child = schema[key];
    if (isJsonObject(child)) {
      result[key] = toJsonSchema(child);
    }
  }
  for (const key of SCHEMA_MAPS) {
    const children = schema[key];
    if (isJsonObject(children)) {
      result[key] = Object.fromEntries(
        Object.entries(children)
          .filter(([, child]) => isJsonObject(child))
          .map(([name, child]) => [name, toJsonSchema(child as JsonObject)]),
      );
    }
  }
  for (const key of SCHEMA_LISTS) {
    const children = schema[key];
    if (Array.isArray(children)) {
      result[key] = children.filter(isJsonObject).map(toJsonSchema);
    }
  }
  return result;
}
