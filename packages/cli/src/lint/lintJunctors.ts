import { JsonObject } from '@backstage/types';
import { errorAt, Finding } from './Finding';
import { isObject, quote, toObject } from './json';

const JUNCTORS = ['allOf', 'anyOf', 'oneOf', 'not'];
/** Inside of a junctor, a schema may only limit values. */
const FORBIDDEN = [
  'additionalProperties',
  'default',
  'description',
  'nullable',
  'title',
  'type',
  'x-kubernetes-int-or-string',
  'x-kubernetes-preserve-unknown-fields',
];

/** Checks `allOf`, `anyOf`, `oneOf` and `not` of one node. */
export function lintJunctors(schema: JsonObject, path: string): Finding[] {
  return JUNCTORS.flatMap(junctor => {
    const value = schema[junctor];
    if (value === undefined) {
      return [];
    }
    const at = `${path}.${junctor}`;
    if (junctor === 'not') {
      return lintOption(value, schema, at);
    }
    if (!Array.isArray(value) || value.length === 0) {
      return [
        errorAt(at, `is ${quote(value)}: it must be a list of at least one`),
      ];
    }
    return isIntOrString(schema, junctor, value)
      ? []
      : value.flatMap((option, index) =>
          lintOption(option, schema, `${at}[${index}]`),
        );
  });
}

/** The one place where types stand in a junctor: `anyOf: [{type: integer}, {type: string}]`. */
function isIntOrString(
  schema: JsonObject,
  junctor: string,
  options: unknown[],
): boolean {
  const types = options.map(option => toObject(option).type);
  const pair =
    types.length === 2 && types[0] === 'integer' && types[1] === 'string';
  const nested = options.every(option =>
    Object.keys(toObject(option)).every(
      key => key === 'anyOf' || key === 'type',
    ),
  );
  return (
    schema['x-kubernetes-int-or-string'] === true &&
    ((junctor === 'anyOf' && pair) || (junctor === 'allOf' && nested))
  );
}

/** What stands in a junctor must stand outside as well, and may say no more than how values are limited. */
function lintOption(
  option: unknown,
  outside: JsonObject,
  path: string,
): Finding[] {
  if (!isObject(option)) {
    return [errorAt(path, `is ${quote(option)}: it must be a schema`)];
  }
  const known = toObject(outside.properties);
  const open =
    outside['x-kubernetes-preserve-unknown-fields'] === true ||
    outside.additionalProperties !== undefined;
  return [
    ...FORBIDDEN.filter(keyword => Object.hasOwn(option, keyword)).map(
      keyword =>
        errorAt(
          `${path}.${keyword}`,
          'is not possible here: it must stand outside of allOf, anyOf, oneOf and not',
        ),
    ),
    ...Object.entries(toObject(option.properties)).flatMap(([name, child]) => {
      const at = `${path}.properties.${name}`;
      if (!Object.hasOwn(known, name)) {
        return open
          ? []
          : [errorAt(at, 'must be a field outside of the junctor as well')];
      }
      return lintOption(child, toObject(known[name]), at);
    }),
    ...(option.items === undefined
      ? []
      : lintOption(option.items, toObject(outside.items), `${path}.items`)),
    ...JUNCTORS.flatMap(junctor => {
      const value = option[junctor];
      const nested = Array.isArray(value) ? value : [value];
      return value === undefined
        ? []
        : nested.flatMap((child, index) =>
            lintOption(child, outside, `${path}.${junctor}[${index}]`),
          );
    }),
  ];
}
