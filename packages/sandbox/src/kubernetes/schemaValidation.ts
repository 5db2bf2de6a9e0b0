import { ErrorObject } from 'ajv';
import { KeywordValidators } from './KeywordValidators';
import { StatusCause } from './status';
import { isJsonObject, JsonObject } from './types';

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

const validators = new KeywordValidators();

/** What is wrong with an object by the schema of its kind. */
export function validateAgainstSchema(
  schema: JsonObject,
  value: unknown,
): StatusCause[] {
  const causes: StatusCause[] = [];
  const visit = (part: JsonObject, at: unknown, pointer: string) => {
    for (const error of validators.errorsOf(part, at)) {
      const instancePath = `${pointer}${error.instancePath}`;
      causes.push(toCause({ ...error, instancePath }, value));
    }
    for (const child of childrenOf(part, at)) {
      visit(child.schema, child.value, `${pointer}/${toToken(child.key)}`);
    }
  };
  validators.begin();
  visit(schema, value, '');
  return causes;
}

interface Child {
  key: string;
  schema: JsonObject;
  value: unknown;
}

/** The values inside of one, with their schemas; how large the schema is otherwise does not matter. */
function childrenOf(schema: JsonObject, value: unknown): Child[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return isJsonObject(items)
      ? value.map((item, index) => ({
          key: String(index),
          schema: items,
          value: item,
        }))
      : [];
  }
  if (!isJsonObject(value)) {
    return [];
  }
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  return Object.entries(value).flatMap(([key, item]) => {
    const child = Object.hasOwn(properties, key)
      ? properties[key]
      : schema.additionalProperties;
    return item !== undefined && isJsonObject(child)
      ? [{ key, schema: child, value: item }]
      : [];
  });
}

/** A key in a JSON pointer. */
function toToken(key: string): string {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}
