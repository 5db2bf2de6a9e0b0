import { JsonObject, JsonValue } from '@backstage/types';
import { isJsonObject } from '@openportal/plugin-crossplane-common';
import { KEYWORDS } from './toJsonSchema';
import { ValueShape } from './valueShape';

const SCALARS = new Set(['boolean', 'integer', 'number', 'string']);
const OF_SCALARS = new Set(['type', 'nullable']);
const OF_LISTS = new Set(['type', 'nullable', 'items']);
const OF_OBJECTS = new Set([
  'type',
  'nullable',
  'properties',
  'additionalProperties',
  'required',
]);

/**
 * True when the shape of values alone shows that all of them fit a schema: it asks for types and fields only. Of any
 * other schema, false says nothing.
 *
 * @param schema - with `{}` in the place of everything inside of it that is fulfilled
 */
export function isFulfilled(schema: JsonObject, shape: ValueShape): boolean {
  if (
    schema['x-kubernetes-int-or-string'] === true ||
    schema['x-kubernetes-embedded-resource'] === true
  ) {
    // Both say more than their keywords do.
    return false;
  }
  const { type } = schema;
  const keywords = Object.keys(schema).filter(keyword => KEYWORDS.has(keyword));
  if (keywords.length === 0) {
    return true;
  }
  if (typeof type !== 'string' || !hasType(type, shape)) {
    return false;
  }
  const asksOnlyFor = (known: Set<string>) =>
    keywords.every(keyword => known.has(keyword));
  switch (type) {
    case 'object':
      return asksOnlyFor(OF_OBJECTS) && fulfillsFields(schema, shape);
    case 'array':
      return asksOnlyFor(OF_LISTS) && asksNothing(schema.items ?? {});
    default:
      return SCALARS.has(type) && asksOnlyFor(OF_SCALARS);
  }
}

function hasType(type: string, { types }: ValueShape): boolean {
  return [...types].every(
    found => found === type || (type === 'number' && found === 'integer'),
  );
}

function fulfillsFields(schema: JsonObject, shape: ValueShape): boolean {
  const { required = [], properties = {} } = schema;
  if (!Array.isArray(required) || !isJsonObject(properties)) {
    return false;
  }
  return (
    required.every(
      name => shape.fields.get(String(name))?.count === shape.count,
    ) &&
    Object.values(properties).every(asksNothing) &&
    (takesAnyFields(schema) ||
      [...shape.fields.keys()].every(name => Object.hasOwn(properties, name)))
  );
}

function takesAnyFields(schema: JsonObject): boolean {
  const { properties, additionalProperties } = schema;
  return additionalProperties === undefined
    ? !properties || schema['x-kubernetes-preserve-unknown-fields'] === true
    : additionalProperties === true || asksNothing(additionalProperties);
}

function asksNothing(schema: JsonValue | undefined): boolean {
  return isJsonObject(schema) && Object.keys(schema).length === 0;
}
