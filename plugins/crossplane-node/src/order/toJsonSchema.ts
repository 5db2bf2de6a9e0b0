import { JsonObject, JsonValue } from '@backstage/types';
import { isJsonObject } from '@openportal/plugin-crossplane-common';

/** What a cluster takes in every embedded resource, whether its schema names it or not. */
const EMBEDDED_RESOURCE: JsonObject = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
};
/** What a schema can say more of than that it is what every resource has. */
const RESTRICTED_METADATA = ['name', 'generateName'];

/**
 * What Kubernetes takes in a schema and values are checked by. An XRD can hold anything: references, or patterns for
 * the names of fields, which no cluster takes and which could keep the portal busy.
 */
export const KEYWORDS: ReadonlySet<string> = new Set([
  'additionalProperties',
  'allOf',
  'anyOf',
  'enum',
  'exclusiveMaximum',
  'exclusiveMinimum',
  'format',
  'items',
  'maxItems',
  'maxLength',
  'maxProperties',
  'maximum',
  'minItems',
  'minLength',
  'minProperties',
  'minimum',
  'multipleOf',
  'not',
  'nullable',
  'oneOf',
  'pattern',
  'properties',
  'required',
  'type',
]);

/** OpenAPI 3.0 as Kubernetes uses it, as JSON schema. */
export function toJsonSchema(schema: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (KEYWORDS.has(keyword)) {
      result[keyword] = convertKeyword(keyword, value);
    }
  }
  convertExclusive(result, 'exclusiveMinimum', 'minimum');
  convertExclusive(result, 'exclusiveMaximum', 'maximum');
  if (schema['x-kubernetes-int-or-string'] === true) {
    delete result.anyOf;
    delete result.nullable;
    result.type = ['integer', 'string'];
  }
  if (!('type' in result)) {
    delete result.nullable;
  }
  const open =
    schema['x-kubernetes-preserve-unknown-fields'] === true ||
    'additionalProperties' in schema;
  if (isJsonObject(schema.properties) && schema.type === 'object') {
    if (!open) {
      // A cluster drops fields that it does not know without a word; here they are named.
      result.additionalProperties = false;
    }
    if (schema['x-kubernetes-embedded-resource'] === true) {
      result.properties = {
        ...EMBEDDED_RESOURCE,
        ...(isJsonObject(result.properties) ? result.properties : {}),
        metadata: embeddedMetadata(schema.properties.metadata),
      };
    }
  }
  return withPrototypeField(result);
}

/** The metadata of a resource are what they are everywhere, whatever the schema of an embedded one names. */
function embeddedMetadata(own: JsonValue | undefined): JsonObject {
  const properties = isJsonObject(own) ? own.properties : undefined;
  const restricted = RESTRICTED_METADATA.flatMap(name => {
    const value = isJsonObject(properties) ? properties[name] : undefined;
    return isJsonObject(value) ? [[name, toJsonSchema(value)] as const] : [];
  });
  return {
    type: 'object',
    ...(isJsonObject(own) && Array.isArray(own.required)
      ? { required: own.required }
      : {}),
    properties: Object.fromEntries(restricted),
  };
}

/** ajv leaves out properties called `__proto__`; as the pattern of a name it takes it for the field that it is. */
function withPrototypeField(schema: JsonObject): JsonObject {
  const { properties } = schema;
  if (!isJsonObject(properties) || !Object.hasOwn(properties, '__proto__')) {
    return schema;
  }
  const { ['__proto__']: field, ...others } = properties;
  return {
    ...schema,
    properties: others,
    patternProperties: { '^__proto__$': field },
  };
}

function convertKeyword(
  keyword: string,
  value: JsonValue | undefined,
): JsonValue | undefined {
  switch (keyword) {
    case 'properties':
      return isJsonObject(value)
        ? Object.fromEntries(
            Object.entries(value).map(([name, child]) => [
              name,
              isJsonObject(child) ? toJsonSchema(child) : {},
            ]),
          )
        : undefined;
    case 'items':
    case 'additionalProperties':
    case 'not':
      return isJsonObject(value) ? toJsonSchema(value) : value;
    case 'oneOf':
    case 'anyOf':
    case 'allOf':
      return Array.isArray(value)
        ? value.map(child => (isJsonObject(child) ? toJsonSchema(child) : {}))
        : undefined;
    default:
      return value;
  }
}

function convertExclusive(
  schema: JsonObject,
  exclusive: 'exclusiveMinimum' | 'exclusiveMaximum',
  inclusive: 'minimum' | 'maximum',
): void {
  if (typeof schema[exclusive] === 'boolean') {
    const limit = schema[inclusive];
    const isExclusive = schema[exclusive];
    delete schema[exclusive];
    if (isExclusive && typeof limit === 'number') {
      delete schema[inclusive];
      schema[exclusive] = limit;
    }
  }
}
