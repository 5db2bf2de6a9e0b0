import { JsonObject, JsonValue } from '@backstage/types';
import { isJsonObject, ownValue } from '../json';
import { ScalarType } from './formNode';

/** The names of `required`, whatever else stands there. */
export function requiredNames(schema: JsonObject): string[] {
  const required = ownValue(schema, 'required');
  return Array.isArray(required)
    ? required.filter((name): name is string => typeof name === 'string')
    : [];
}

/** The names whose presence `oneOf`, `anyOf` and `not` of an object count, also inside of each other. */
export function countedNames(schema: JsonObject): Set<string> {
  const not = ownValue(schema, 'not');
  const rules = [
    ...['oneOf', 'anyOf', 'allOf'].flatMap(key => schemaList(schema, key)),
    ...(isJsonObject(not) ? [not] : []),
  ];
  return new Set(
    rules.flatMap(rule => [...requiredNames(rule), ...countedNames(rule)]),
  );
}

/** The schemas in a keyword that holds a list of them. */
export function schemaList(schema: JsonObject, keyword: string): JsonObject[] {
  const list = ownValue(schema, keyword);
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

export function scalarType(schema: JsonObject): ScalarType | undefined {
  const type = ownValue(schema, 'type');
  switch (type) {
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
      return type;
    default:
      return undefined;
  }
}

/** `x-kubernetes-int-or-string`, or the `anyOf` that says the same. */
export function isIntOrString(schema: JsonObject): boolean {
  if (ownValue(schema, 'x-kubernetes-int-or-string') === true) {
    return true;
  }
  const options = schemaList(schema, 'anyOf');
  const types = options.map(option => option.type);
  return (
    ownValue(schema, 'type') === undefined &&
    types.length === 2 &&
    types.includes('integer') &&
    types.includes('string') &&
    options.every(option => Object.keys(option).length === 1)
  );
}

/** A whole number of zero or more, as limits of lengths are. */
export function countKeyword(schema: JsonObject, keyword: string): number {
  const value = ownValue(schema, keyword);
  return typeof value === 'number' && Number.isInteger(value) && value > 0
    ? value
    : 0;
}

export function listType(schema: JsonObject): JsonValue | undefined {
  return ownValue(schema, 'x-kubernetes-list-type');
}

/** True for lists whose items may not repeat. */
export function hasUniqueItems(schema: JsonObject): boolean {
  return ownValue(schema, 'uniqueItems') === true || listType(schema) === 'set';
}

/** Rules of the Common Expression Language (CEL) of a schema. */
export function celRules(
  schema: JsonObject,
): Array<{ rule: string; message?: string; messageExpression?: string }> {
  return schemaList(schema, 'x-kubernetes-validations').flatMap(entry =>
    typeof entry.rule === 'string'
      ? [
          {
            rule: entry.rule,
            ...(typeof entry.message === 'string'
              ? { message: entry.message }
              : {}),
            ...(typeof entry.messageExpression === 'string'
              ? { messageExpression: entry.messageExpression }
              : {}),
          },
        ]
      : [],
  );
}

/** True when a value can be set and never changed. */
export function isImmutable(schema: JsonObject): boolean {
  return celRules(schema).some(isImmutableRule);
}

/**
 * True for a CEL rule that lets a value be set and never changed.
 *
 * @public
 */
export function isImmutableRule({ rule }: { rule: string }): boolean {
  return /^(self==oldSelf|oldSelf==self)$/.test(rule.replace(/\s+/g, ''));
}
