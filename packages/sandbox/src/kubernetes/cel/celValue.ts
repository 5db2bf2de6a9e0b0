import { isJsonObject, JsonObject } from '../types';

const RESERVED = new Set([
  'true',
  'false',
  'null',
  'in',
  'as',
  'break',
  'const',
  'continue',
  'else',
  'for',
  'function',
  'if',
  'import',
  'let',
  'loop',
  'package',
  'namespace',
  'return',
  'var',
  'void',
  'while',
]);

const ESCAPES: Record<string, string> = {
  __: '__underscores__',
  '.': '__dot__',
  '-': '__dash__',
  '/': '__slash__',
};

/**
 * The name by which CEL sees a property, see
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
export function celName(property: string): string {
  return RESERVED.has(property)
    ? `__${property}__`
    : property.replace(/__|[./-]/g, part => ESCAPES[part]);
}

/** A value as CEL has it: whole numbers are integers where the schema says so, objects and maps are maps. */
export function toCelValue(schema: JsonObject, value: unknown): unknown {
  if (typeof value === 'number') {
    const whole =
      schema.type === 'integer' ||
      (schema.type !== 'number' && Number.isInteger(value));
    return whole && Number.isInteger(value) ? BigInt(value) : value;
  }
  if (Array.isArray(value)) {
    const items = isJsonObject(schema.items) ? schema.items : {};
    return value.map(item => toCelValue(items, item));
  }
  if (!isJsonObject(value)) {
    return value;
  }
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const additional = isJsonObject(schema.additionalProperties)
    ? schema.additionalProperties
    : {};
  return new Map(
    Object.entries(value).map(([key, item]) => {
      const known = Object.hasOwn(properties, key)
        ? properties[key]
        : undefined;
      return isJsonObject(known)
        ? [celName(key), toCelValue(known, item)]
        : [key, toCelValue(additional, item)];
    }),
  );
}
