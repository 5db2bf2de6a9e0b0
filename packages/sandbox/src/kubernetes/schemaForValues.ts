import { isJsonObject, JsonObject } from './types';

const JUNCTORS = ['allOf', 'anyOf', 'oneOf'];

/**
 * The part of a schema that the values can come to: a field that none of them has asks for nothing. They get the same
 * errors as from the whole schema, and compiling takes as long as they are large.
 */
export function schemaForValues(
  schema: JsonObject,
  values: unknown[],
): JsonObject {
  const result = { ...schema };
  const objects = values.filter(isJsonObject);
  const known = isJsonObject(schema.properties) ? schema.properties : {};
  const reduce = (key: string, part: unknown, inner: unknown[]) => {
    if (isJsonObject(part)) {
      result[key] = schemaForValues(part, inner);
    }
  };
  if (isJsonObject(schema.properties)) {
    const names = new Set(objects.flatMap(object => Object.keys(object)));
    result.properties = Object.fromEntries(
      [...names].flatMap(name => {
        const child = Object.hasOwn(known, name) ? known[name] : undefined;
        return isJsonObject(child)
          ? [[name, schemaForValues(child, fieldsOf(objects, name))]]
          : [];
      }),
    );
  }
  reduce(
    'additionalProperties',
    schema.additionalProperties,
    objects.flatMap(object =>
      Object.entries(object)
        .filter(([name]) => !Object.hasOwn(known, name))
        .map(([, value]) => value),
    ),
  );
  reduce('items', schema.items, values.filter(Array.isArray).flat());
  reduce('not', schema.not, values);
  for (const key of JUNCTORS) {
    const options = schema[key];
    if (Array.isArray(options)) {
      result[key] = options.map(option =>
        isJsonObject(option) ? schemaForValues(option, values) : option,
      );
    }
  }
  return result;
}

function fieldsOf(objects: JsonObject[], name: string): unknown[] {
  return objects
    .filter(object => Object.hasOwn(object, name))
    .map(object => object[name]);
}
