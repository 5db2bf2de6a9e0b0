import { JsonArray, JsonObject, JsonValue } from '@backstage/types';
import { isJsonObject, ownValue } from '../json';
import { findLargeInteger, isLargeInteger } from '../yaml/findLargeInteger';
import { isExact, isStorable } from './defaults';
import { FormNode } from './formNode';
import { intOrStringToText } from './intOrString';
import { isSafeBrowserPattern } from './pattern/safePattern';
import { hasUniqueItems } from './schemaKeywords';

/** Formats that Kubernetes and browsers check alike. */
const BROWSER_FORMATS = new Set([
  'byte',
  'date',
  'date-time',
  'double',
  'float',
  'int32',
  'int64',
  'ipv4',
  'ipv6',
  'password',
]);

/** Formats that mean something else to Kubernetes than to a browser, or nothing to a browser; the server checks them. */
const SERVER_FORMATS = new Set([
  'cidr',
  'datetime',
  'duration',
  'email',
  'hostname',
  'mac',
  'uri',
  'uuid',
  'uuid3',
  'uuid4',
  'uuid5',
]);

const NUMBER_LIMITS = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
];
const LENGTHS: Record<string, string[]> = {
  string: ['minLength', 'maxLength'],
  list: ['minItems', 'maxItems'],
  object: ['minProperties', 'maxProperties'],
};
const MAX_ENUM_LENGTH = 20_000;
const MAX_EXAMPLES = 10;

/** Reports what the browser does not check. */
export type Note = (text: string) => void;

/** The keywords of a node that limit its values, as a JSON schema of draft 7. */
export function limitsOf(node: FormNode, note: Note): JsonObject {
  const { source } = node;
  switch (node.kind) {
    case 'scalar':
      return {
        ...(node.type === 'string'
          ? { ...counts(source, LENGTHS.string), ...textLimits(source, note) }
          : {}),
        ...(node.type === 'integer' || node.type === 'number'
          ? { ...numberLimits(node, note), ...formatOf(source, note) }
          : {}),
        ...enumOf(node, note),
        ...examplesOf(node),
        ...junctorsOf(node, note),
      };
    case 'intOrString':
      return {
        ...enumOf(node, note),
        ...examplesOf(node),
        ...intOrStringPattern(source, note),
      };
    case 'list':
      return {
        ...counts(source, LENGTHS.list),
        ...(hasUniqueItems(source) ? { uniqueItems: true } : {}),
      };
    case 'map':
      return mapLimits(node);
    default:
      return {};
  }
}

function counts(source: JsonObject, keywords: string[]): JsonObject {
  return Object.fromEntries(
    keywords.flatMap(keyword => {
      const value = ownValue(source, keyword);
      return typeof value === 'number' && Number.isInteger(value) && value >= 0
        ? [[keyword, value]]
        : [];
    }),
  );
}

/** The form shows no entries for a map that is left out, which its limits must not refuse. */
function mapLimits(node: FormNode): JsonObject {
  const limits = counts(node.source, LENGTHS.object);
  const { minProperties: least, ...others } = limits;
  const canBeLeftOut =
    node.presence === 'plain' &&
    !node.required &&
    !node.inCollection &&
    node.byDefault === undefined;
  if (!canBeLeftOut || typeof least !== 'number') {
    return limits;
  }
  return least > 1
    ? {
        ...others,
        not: { minProperties: 1, maxProperties: least - 1 },
        errorMessage: { not: `needs ${least} entries or none` },
      }
    : others;
}

/** OpenAPI v3 says `minimum: 5, exclusiveMinimum: true`, JSON schema says `exclusiveMinimum: 5`. */
function numberLimits(
  node: Extract<FormNode, { kind: 'scalar' }>,
  note: Note,
): JsonObject {
  const { source } = node;
  const limits: JsonObject = {};
  for (const keyword of NUMBER_LIMITS) {
    const value = ownValue(source, keyword);
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      continue;
    }
    if (isExact(node, value)) {
      limits[keyword] = value;
    } else {
      // It was rounded when the schema was read, so it may be wrong by some.
      note(
        `the ${keyword} is too large for a form and is checked by the cluster`,
      );
    }
  }
  for (const side of ['Minimum', 'Maximum']) {
    const inclusive = side.toLowerCase();
    if (source[`exclusive${side}`] === true && inclusive in limits) {
      limits[`exclusive${side}`] = limits[inclusive];
      delete limits[inclusive];
    }
  }
  if (typeof limits.multipleOf === 'number' && limits.multipleOf <= 0) {
    delete limits.multipleOf;
  }
  return limits;
}

function textLimits(source: JsonObject, note: Note): JsonObject {
  const pattern = ownValue(source, 'pattern');
  if (typeof pattern !== 'string') {
    return formatOf(source, note);
  }
  if (!isSafeBrowserPattern(pattern)) {
    note('the pattern is checked when the form is submitted');
    return formatOf(source, note);
  }
  return { ...formatOf(source, note), pattern };
}

function formatOf(source: JsonObject, note: Note): JsonObject {
  const format = ownValue(source, 'format');
  if (typeof format !== 'string') {
    return {};
  }
  if (!BROWSER_FORMATS.has(format)) {
    note(
      `the format '${format.slice(0, 40)}' ${
        SERVER_FORMATS.has(format)
          ? 'is checked when the form is submitted'
          : 'is not checked by the form'
      }`,
    );
    return {};
  }
  return { format };
}

function enumOf(
  node: Extract<FormNode, { kind: 'scalar' | 'intOrString' }>,
  note: Note,
): JsonObject {
  const { source } = node;
  const constant = ownValue(source, 'const');
  const list = ownValue(source, 'enum');
  const given: JsonArray | undefined = Array.isArray(list) ? list : undefined;
  // A form takes `const` for a default, which it is not.
  const values = given ?? (constant === undefined ? undefined : [constant]);
  if (!values?.length) {
    return {};
  }
  if (
    values.some(value => !isStorable(value) || !isExact(node, value)) ||
    JSON.stringify(values).length > MAX_ENUM_LENGTH
  ) {
    note('the list of values is checked when the form is submitted');
    return {};
  }
  const shown = values
    .filter(value => value !== null)
    .map(value =>
      node.kind === 'intOrString' ? intOrStringToText(value) : value,
    );
  const unique = [...new Set(shown)];
  const withNull =
    node.keepsNull && node.presence === 'plain' ? [...unique, null] : unique;
  return withNull.length ? { enum: withNull } : {};
}

function examplesOf(node: FormNode): JsonObject {
  const { source } = node;
  const list = ownValue(source, 'examples');
  const example = ownValue(source, 'example');
  const values: JsonArray = Array.isArray(list)
    ? list
    : [example ?? null].filter(value => value !== null);
  const examples = values
    .slice(0, MAX_EXAMPLES)
    .filter(value => isStorable(value) && isExact(node, value));
  return examples.length ? { examples } : {};
}

function intOrStringPattern(source: JsonObject, note: Note): JsonObject {
  const pattern = ownValue(source, 'pattern');
  if (typeof pattern === 'string') {
    // The rule is for text only, and the field takes numbers too.
    const combined = `^"*-?[0-9]+"*$|${pattern}`;
    if (isSafeBrowserPattern(pattern) && isSafeBrowserPattern(combined)) {
      return { pattern: combined };
    }
    note('the pattern is checked when the form is submitted');
  }
  if (NUMBER_LIMITS.some(keyword => ownValue(source, keyword) !== undefined)) {
    note('the limits of the number are checked when the form is submitted');
  }
  return {};
}

const SCALAR_KEYWORDS = new Set([
  ...NUMBER_LIMITS,
  ...LENGTHS.string,
  'enum',
  'pattern',
  'format',
]);

/**
 * `oneOf`, `anyOf` and `not` of a scalar. A form would show a choice of schemas for the first two, so
 * they are put where forms do not look: `not: {not: {oneOf: …}}` is the same rule.
 */
function junctorsOf(node: FormNode, note: Note): JsonObject {
  const { source } = node;
  const refused: JsonArray = [];
  for (const keyword of ['oneOf', 'anyOf']) {
    const list = ownValue(source, keyword);
    if (Array.isArray(list) && list.length) {
      const options: JsonObject[] = [];
      for (const option of list) {
        const rule = toBrowserRule(option);
        options.push(...(rule ? [rule] : []));
      }
      if (options.length < list.length) {
        note(`${keyword} is checked when the form is submitted`);
      } else {
        refused.push({ not: { [keyword]: options } });
      }
    }
  }
  if (ownValue(source, 'not') !== undefined) {
    const rule = toBrowserRule(source.not ?? null);
    if (rule) {
      refused.push(rule);
    } else {
      note('not is checked when the form is submitted');
    }
  }
  if (!refused.length) {
    return {};
  }
  return {
    not: refused.length === 1 ? refused[0] : { anyOf: refused },
    errorMessage: { not: 'must be one of the kinds of values allowed here' },
  };
}

/** A rule that only limits a scalar, in a form that a browser can check exactly. */
function toBrowserRule(rule: JsonValue): JsonObject | undefined {
  if (!isJsonObject(rule)) {
    return undefined;
  }
  const isKnown = Object.entries(rule).every(([keyword, value]) => {
    switch (keyword) {
      case 'pattern':
        return typeof value === 'string' && isSafeBrowserPattern(value);
      case 'format':
        return typeof value === 'string' && BROWSER_FORMATS.has(value);
      case 'enum':
        return (
          Array.isArray(value) &&
          value.length > 0 &&
          isStorable(value) &&
          findLargeInteger(value, '') === undefined
        );
      default:
        return (
          SCALAR_KEYWORDS.has(keyword) &&
          typeof value === 'number' &&
          !isLargeInteger(value)
        );
    }
  });
  return isKnown && Object.keys(rule).length > 0 ? rule : undefined;
}
