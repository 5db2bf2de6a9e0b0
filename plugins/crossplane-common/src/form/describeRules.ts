import { JsonObject, JsonValue } from '@backstage/types';
import { isJsonObject, ownValue } from '../json';
import { toTitle } from './displayText';
import { FormNode } from './formNode';
import {
  celRules,
  isImmutableRule,
  listType,
  requiredNames,
  schemaList,
} from './schemaKeywords';

/** What the form says of a field that cannot change. */
export const IMMUTABLE = 'Cannot be changed later.';

/** A longer rule explains nothing to whoever fills in a form. */
const MAX_RULE_LENGTH = 200;

/** The rules of a node that its form does not check, in words. */
export function describeRules(node: FormNode): string[] {
  const { source } = node;
  return [
    ...celMessages(source),
    ...(node.kind === 'scalar' || node.kind === 'intOrString'
      ? []
      : [
          ...describeChoice(source, 'oneOf', 'exactly one'),
          ...describeChoice(source, 'anyOf', 'at least one'),
          ...describeNot(source),
        ]),
    ...describeListKeys(source),
  ];
}

function celMessages(source: JsonObject): string[] {
  return celRules(source).flatMap(rule => {
    const message = rule.message?.trim();
    if (message || isImmutableRule(rule)) {
      return message || IMMUTABLE;
    }
    // Only a cluster can make this message, from the value; the rule itself says more than nothing.
    return rule.messageExpression?.trim() ? describeRule(rule.rule) : [];
  });
}

function describeRule(rule: string): string[] {
  const text = rule.replace(/\s+/g, ' ').trim();
  return text
    ? [
        `Must hold: ${
          text.length > MAX_RULE_LENGTH
            ? `${text.slice(0, MAX_RULE_LENGTH)}…`
            : text
        }`,
      ]
    : [];
}

function describeChoice(
  source: JsonObject,
  keyword: 'oneOf' | 'anyOf',
  amount: string,
): string[] {
  const options = schemaList(source, keyword);
  if (options.length < 2 || !options.every(isRequiredOnly)) {
    return [];
  }
  const names = options.map(option => namesTogether(requiredNames(option)));
  return [`Set ${amount} of: ${names.join(', ')}.`];
}

function describeNot(source: JsonObject): string[] {
  const not = ownValue(source, 'not');
  if (!isJsonObject(not)) {
    return [];
  }
  const options = schemaList(not, 'anyOf');
  const groups = options.length ? options : [not];
  return groups.every(isRequiredOnly)
    ? groups.map(group => {
        const names = requiredNames(group);
        return names.length > 1
          ? `Do not set ${namesTogether(names)} together.`
          : `Do not set ${namesTogether(names)}.`;
      })
    : [];
}

/** True when a schema only says which fields are there; `properties` may repeat them empty. */
function isRequiredOnly(schema: JsonObject): boolean {
  return (
    requiredNames(schema).length > 0 &&
    Object.entries(schema).every(
      ([keyword, value]) =>
        keyword === 'required' || (keyword === 'properties' && isEmpty(value)),
    )
  );
}

function isEmpty(properties: JsonValue | undefined): boolean {
  return (
    isJsonObject(properties) &&
    Object.values(properties).every(
      child => isJsonObject(child) && Object.keys(child).length === 0,
    )
  );
}

function namesTogether(names: string[]): string {
  return names.map(toTitle).join(' and ');
}

function describeListKeys(source: JsonObject): string[] {
  if (listType(source) !== 'map') {
    return [];
  }
  const keys = ownValue(source, 'x-kubernetes-list-map-keys');
  const names = Array.isArray(keys)
    ? keys.filter((key): key is string => typeof key === 'string')
    : [];
  return names.length
    ? [`Every item needs its own ${namesTogether(names)}.`]
    : [];
}
