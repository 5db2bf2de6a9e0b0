import { JsonObject, JsonValue } from '@backstage/types';
import { validateValue } from '@openportal/plugin-crossplane-node';
import { errorAt, Finding } from './Finding';
import { isObject, quote } from './json';

/** Checks that a default is a value of its own field, with nothing in it that Kubernetes drops. */
export function lintDefault(schema: JsonObject, path: string): Finding[] {
  const at = `${path}.default`;
  const value = schema.default;
  if (value === null) {
    return schema.nullable === true
      ? []
      : [errorAt(at, 'is null, which needs nullable: true')];
  }
  const dropped = droppedField(schema, value, '');
  if (dropped) {
    return [
      errorAt(
        at,
        `holds '${dropped}', which is not a field: Kubernetes refuses defaults that it would drop`,
      ),
    ];
  }
  if (isPlain(schema) && typeof value === schema.type) {
    return [];
  }
  const { default: _, ...rules } = schema;
  // A schema that is broken itself is what the other checks say.
  const [error] = validateValue(rules, value ?? null).errors;
  const problem =
    error && `${error.instancePath} ${error.message ?? ''}`.trim();
  return problem === undefined
    ? []
    : [errorAt(at, `is ${quote(value)}, which is not valid: ${problem}`)];
}

/** True for the many fields whose type is all that is asked of their value. */
function isPlain(schema: JsonObject): boolean {
  return Object.keys(schema).every(key =>
    ['type', 'default', 'title', 'description'].includes(key),
  );
}

/** The path of the first field in a default that the schema does not know. */
function droppedField(
  schema: JsonObject,
  value: JsonValue | undefined,
  path: string,
): string | undefined {
  if (Array.isArray(value)) {
    const { items } = schema;
    return isObject(items)
      ? first(value, (item, index) =>
          droppedField(items, item, `${path}[${index}]`),
        )
      : undefined;
  }
  if (
    !isObject(value) ||
    schema['x-kubernetes-preserve-unknown-fields'] === true
  ) {
    return undefined;
  }
  const { properties, additionalProperties } = schema;
  return first(Object.entries(value), ([name, child]) => {
    const at = path ? `${path}.${name}` : name;
    if (isObject(properties) && Object.hasOwn(properties, name)) {
      const known = properties[name];
      return isObject(known) ? droppedField(known, child, at) : undefined;
    }
    if (isObject(additionalProperties)) {
      return droppedField(additionalProperties, child, at);
    }
    return additionalProperties === true ? undefined : at;
  });
}

function first<T>(
  items: T[],
  find: (item: T, index: number) => string | undefined,
): string | undefined {
  for (const [index, item] of items.entries()) {
    const found = find(item, index);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
