import { JsonObject, JsonValue } from '@backstage/types';
import Ajv, { ValidateFunction } from 'ajv';
import { RE2JS } from 're2js';
import { KUBERNETES_FORMATS } from './kubernetesFormats';

const linearRegExp = Object.assign(
  (pattern: string) => {
    const expression = tryCompile(pattern);
    return {
      // A pattern that RE2 does not know is left to the cluster.
      test: (text: string) => !expression || expression.matcher(text).find(),
      // ajv tells the patterns of a schema apart by their texts.
      toString: () => pattern,
    };
  },
  { code: 'linearRegExp' },
);

// Compiling takes many times as long as validating, and an order is validated several times.
const compiled = new WeakMap<JsonObject, ValidateFunction>();

/**
 * Makes a validator of a Kubernetes OpenAPI schema.
 *
 * @remarks
 * Patterns of Kubernetes are RE2 expressions. They run on a linear engine here: an XRD must not be able
 * to keep the portal busy with a pattern that backtracks. Defaults are filled in, as a cluster does it, and
 * `format` means what it means to a cluster: other formats than its own are ignored.
 *
 * @param schema - `openAPIV3Schema` of an XRD, or a part of it
 * @public
 */
export function compileSchema(schema: JsonObject): ValidateFunction {
  const known = compiled.get(schema);
  if (known) {
    return known;
  }
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    useDefaults: true,
    // A field may well be called "constructor".
    ownProperties: true,
    logger: false,
    verbose: true,
    code: { regExp: linearRegExp },
  });
  for (const [name, check] of Object.entries(KUBERNETES_FORMATS)) {
    ajv.addFormat(name, { type: 'string', validate: check });
  }
  ajv.addFormat('int32', { type: 'number', validate: isInt32 });
  const validate = ajv.compile(toJsonSchema(schema));
  compiled.set(schema, validate);
  return validate;
}

function isInt32(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31;
}

function tryCompile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}

/** What a cluster takes in every embedded resource, whether its schema names it or not. */
const EMBEDDED_RESOURCE: JsonObject = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: { type: 'object' },
};

/** OpenAPI 3.0 as Kubernetes uses it, as JSON schema. */
function toJsonSchema(schema: JsonObject): JsonObject {
  const { $ref: _, ...rest } = schema;
  const result: JsonObject = {};
  for (const [keyword, value] of Object.entries(rest)) {
    if (!keyword.startsWith('x-kubernetes-')) {
      result[keyword] = convertKeyword(keyword, value);
    }
  }
  convertExclusive(result, 'exclusiveMinimum', 'minimum');
  convertExclusive(result, 'exclusiveMaximum', 'maximum');
  if (rest['x-kubernetes-int-or-string'] === true) {
    delete result.anyOf;
    delete result.nullable;
    result.type = ['integer', 'string'];
  }
  if (!('type' in result)) {
    delete result.nullable;
  }
  const open =
    rest['x-kubernetes-preserve-unknown-fields'] === true ||
    'additionalProperties' in rest;
  if (isObject(rest.properties) && rest.type === 'object' && !open) {
    // A cluster drops fields that it does not know without a word; here they are named.
    result.additionalProperties = false;
    if (rest['x-kubernetes-embedded-resource'] === true) {
      result.properties = {
        ...EMBEDDED_RESOURCE,
        ...(isObject(result.properties) ? result.properties : {}),
      };
    }
  }
  return result;
}

function convertKeyword(
  keyword: string,
  value: JsonValue | undefined,
): JsonValue | undefined {
  switch (keyword) {
    case 'properties':
      return isObject(value)
        ? Object.fromEntries(
            Object.entries(value).map(([name, child]) => [
              name,
              isObject(child) ? toJsonSchema(child) : {},
            ]),
          )
        : undefined;
    case 'items':
    case 'additionalProperties':
    case 'not':
      return isObject(value) ? toJsonSchema(value) : value;
    case 'oneOf':
    case 'anyOf':
    case 'allOf':
      return Array.isArray(value)
        ? value.map(child => (isObject(child) ? toJsonSchema(child) : {}))
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

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
