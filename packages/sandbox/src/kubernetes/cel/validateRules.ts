import { StatusCause } from '../status';
import { isJsonObject, JsonObject, stringAt } from '../types';
import { toCelValue } from './celValue';
import { Expressions, summaryOf } from './Expressions';

interface Place {
  schema: JsonObject;
  value: unknown;
  /** What stood here before the change. */
  before: unknown;
  path: string;
}

const REASONS = [
  'FieldValueInvalid',
  'FieldValueForbidden',
  'FieldValueRequired',
  'FieldValueDuplicate',
];

/**
 * Evaluates the rules of `x-kubernetes-validations` on a value and on everything in it. Rules with `oldSelf` are
 * evaluated where the state before can be found: below fields, keys of maps and items of lists with keys.
 */
export function validateRules(
  expressions: Expressions,
  place: Place,
): StatusCause[] {
  const { schema, value, path } = place;
  if (value === undefined || value === null) {
    return [];
  }
  return [
    ...rulesOf(schema).flatMap(rule => violation(expressions, rule, place)),
    ...childrenOf({ ...place, path }).flatMap(child =>
      validateRules(expressions, child),
    ),
  ];
}

/** What is wrong with the rules of a schema itself, by the path of the rule. */
export function checkRules(
  expressions: Expressions,
  schema: JsonObject,
  path: string,
): StatusCause[] {
  const causes = rulesOf(schema).flatMap((rule, index) =>
    ['rule', 'messageExpression'].flatMap((key): StatusCause[] => {
      const text = stringAt(rule, key);
      if (text === undefined) {
        return [];
      }
      try {
        expressions.compile(text);
        return [];
      } catch (error) {
        return [
          {
            reason: 'FieldValueInvalid',
            field: `${path}.x-kubernetes-validations[${index}].${key}`,
            message: `Invalid value: ${JSON.stringify(text)}: ${summaryOf(
              error,
            )}`,
          },
        ];
      }
    }),
  );
  return [
    ...causes,
    ...subschemasOf(schema).flatMap(([key, child]) =>
      checkRules(expressions, child, `${path}.${key}`),
    ),
  ];
}

function rulesOf(schema: JsonObject): JsonObject[] {
  const rules = schema['x-kubernetes-validations'];
  return Array.isArray(rules) ? rules.filter(isJsonObject) : [];
}

function subschemasOf(schema: JsonObject): Array<[string, JsonObject]> {
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  return [
    ...Object.entries(properties).map(([name, child]): [string, unknown] => [
      `properties[${name}]`,
      child,
    ]),
    ['items', schema.items] as [string, unknown],
    ['additionalProperties', schema.additionalProperties] as [string, unknown],
  ].filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1]));
}

function violation(
  expressions: Expressions,
  rule: JsonObject,
  { schema, value, before, path }: Place,
): StatusCause[] {
  const text = stringAt(rule, 'rule') ?? '';
  const field = `${path}${stringAt(rule, 'fieldPath') ?? ''}`;
  const problem = (message: string): StatusCause[] => [
    {
      reason:
        REASONS.find(reason => reason === rule.reason) ?? 'FieldValueInvalid',
      field: field.replace(/^\./, ''),
      message: `Invalid value: ${JSON.stringify(
        typeNameOf(schema, value),
      )}: ${message}`,
    },
  ];
  try {
    const expression = expressions.compile(text);
    const isOptional = rule.optionalOldSelf === true;
    if (expression.isTransition && before === undefined && !isOptional) {
      return [];
    }
    const old = before === undefined ? undefined : toCelValue(schema, before);
    const input = {
      self: toCelValue(schema, value),
      oldSelf: isOptional ? expressions.optional(old) : old,
    };
    if (expression.evaluate(input) === true) {
      return [];
    }
    const made = stringAt(rule, 'messageExpression');
    const message = made && expressions.compile(made).evaluate(input);
    return problem(
      typeof message === 'string' && message !== ''
        ? message
        : stringAt(rule, 'message') ?? `failed rule: ${text}`,
    );
  } catch (error) {
    return problem(`${summaryOf(error)} evaluating rule: ${text}`);
  }
}

function typeNameOf(schema: JsonObject, value: unknown): string {
  if (typeof schema.type === 'string') {
    return schema.type;
  }
  return Array.isArray(value) ? 'array' : typeof value;
}

function childrenOf({ schema, value, before, path }: Place): Place[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return isJsonObject(items)
      ? value.map((item, index) => ({
          schema: items,
          value: item,
          before: sameItem(schema, before, item),
          path: `${path}[${index}]`,
        }))
      : [];
  }
  if (!isJsonObject(value)) {
    return [];
  }
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const old = isJsonObject(before) ? before : {};
  return Object.entries(value).flatMap(([key, item]): Place[] => {
    const known = Object.hasOwn(properties, key);
    const child = known ? properties[key] : schema.additionalProperties;
    if (!isJsonObject(child)) {
      return [];
    }
    return [
      {
        schema: child,
        value: item,
        before: Object.hasOwn(old, key) ? old[key] : undefined,
        path: known ? join(path, key) : `${path}[${key}]`,
      },
    ];
  });
}

function join(path: string, key: string): string {
  return path ? `${path}.${key}` : key;
}

/** The item that was there before, where the list tells items apart. */
function sameItem(
  listSchema: JsonObject,
  before: unknown,
  item: unknown,
): unknown {
  const keys = listSchema['x-kubernetes-list-map-keys'];
  if (
    listSchema['x-kubernetes-list-type'] !== 'map' ||
    !Array.isArray(keys) ||
    !Array.isArray(before) ||
    !isJsonObject(item)
  ) {
    return undefined;
  }
  return before.find(
    candidate =>
      isJsonObject(candidate) &&
      keys.every(key => candidate[String(key)] === item[String(key)]),
  );
}
