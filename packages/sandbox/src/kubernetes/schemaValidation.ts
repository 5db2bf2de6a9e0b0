import Ajv, { ErrorObject, ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { RE2JS } from 're2js';
import { StatusCause } from './status';
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

/** Patterns are Go expressions, and run in linear time as they do in Go. One that cannot be read is not checked. */
const linearRegExp = Object.assign(
  (pattern: string) => {
    const compiled = tryCompile(pattern);
    return {
      test: (text: string) => !compiled || compiled.matcher(text).find(),
      // ajv tells the patterns of a schema apart by their texts.
      toString: () => pattern,
    };
  },
  { code: 'linearRegExp' },
);

function tryCompile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}

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

/** The path of an ajv error in the notation of the API server. */
function toFieldPath(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map(part => part.replace(/~1/g, '/').replace(/~0/g, '~'))
    .reduce(
      (path, part) =>
        /^\d+$/.test(part)
          ? `${path}[${part}]`
          : `${path}${path ? '.' : ''}${part}`,
      '',
    );
}

function valueAtPointer(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (current, part) =>
        isJsonObject(current) || Array.isArray(current)
          ? (current as JsonObject)[part]
          : undefined,
      value,
    );
}

function toCause(error: ErrorObject, root: unknown): StatusCause {
  const field = toFieldPath(error.instancePath);
  const actual = JSON.stringify(valueAtPointer(root, error.instancePath));
  switch (error.keyword) {
    case 'required': {
      const missing = String(error.params.missingProperty);
      return {
        reason: 'FieldValueRequired',
        message: 'Required value',
        field: field ? `${field}.${missing}` : missing,
      };
    }
    case 'enum': {
      const allowed = (error.params.allowedValues as unknown[])
        .map(value => JSON.stringify(value))
        .join(', ');
      return {
        reason: 'FieldValueNotSupported',
        message: `Unsupported value: ${actual}: supported values: ${allowed}`,
        field,
      };
    }
    case 'type':
      return {
        reason: 'FieldValueTypeInvalid',
        message: `Invalid value: ${actual}: ${field} in body must be of type ${[
          error.params.type,
        ]
          .flat()
          .join(' or ')}`,
        field,
      };
    default:
      return {
        reason: 'FieldValueInvalid',
        message: `Invalid value: ${actual}: ${field} in body ${
          error.message ?? 'is invalid'
        }`,
        field,
      };
  }
}

const validators = new WeakMap<JsonObject, ValidateFunction>();

function validatorOf(schema: JsonObject): ValidateFunction {
  let validator = validators.get(schema);
  if (!validator) {
    const ajv = new Ajv({
      allErrors: true,
      strict: false,
      code: { regExp: linearRegExp },
      // Formats that are only annotations in Kubernetes must not be an error.
      logger: false,
    });
    addFormats(ajv);
    validator = ajv.compile(toJsonSchema(schema));
    validators.set(schema, validator);
  }
  return validator;
}

/** What is wrong with an object by the schema of its kind. */
export function validateAgainstSchema(
  schema: JsonObject,
  value: unknown,
): StatusCause[] {
  const validate = validatorOf(schema);
  return validate(value)
    ? []
    : (validate.errors ?? []).map(error => toCause(error, value));
}
