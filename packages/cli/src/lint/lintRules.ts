import { JsonObject, JsonValue } from '@backstage/types';
import { ExpressionReader } from './cel/ExpressionReader';
import { errorAt, Finding, warningAt } from './Finding';
import { quote, toObject } from './json';

/** What is around a schema and matters for its rules. */
export interface RuleContext {
  expressions: ExpressionReader;
  /** The list or object around it whose parts cannot be compared with what they were before. */
  uncorrelated?: string;
}

const REASONS = [
  'FieldValueInvalid',
  'FieldValueForbidden',
  'FieldValueRequired',
  'FieldValueDuplicate',
];
const LINE_BREAK = /[\n\r]/;

/**
 * Checks `x-kubernetes-validations` of one node, as far as that is possible without the types of the API server.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
export function lintRules(
  rules: JsonValue | undefined,
  path: string,
  context: RuleContext,
): Finding[] {
  const at = `${path}.x-kubernetes-validations`;
  if (rules === undefined) {
    return [];
  }
  if (!Array.isArray(rules)) {
    return [errorAt(at, `is ${quote(rules)}: it must be a list`)];
  }
  return rules.flatMap((item, index) =>
    lintRule(toObject(item), `${at}[${index}]`, context),
  );
}

function lintRule(
  item: JsonObject,
  at: string,
  context: RuleContext,
): Finding[] {
  const { rule, messageExpression, reason, fieldPath } = item;
  const isText = typeof rule === 'string' && rule.trim() !== '';
  return [
    ...(isText ? [] : [errorAt(`${at}.rule`, 'is missing')]),
    ...(isText ? lintExpression(rule, `${at}.rule`, context) : []),
    ...(isText ? lintOldSelf(item, rule, at, context) : []),
    ...lintMessage(item, `${at}.message`),
    ...lintMessageExpression(
      messageExpression,
      `${at}.messageExpression`,
      context,
    ),
    ...(reason === undefined || REASONS.includes(String(reason))
      ? []
      : [
          errorAt(
            `${at}.reason`,
            `is ${quote(reason)}: it must be one of ${REASONS.join(', ')}`,
          ),
        ]),
    ...(fieldPath === undefined || isFieldPath(fieldPath)
      ? []
      : [
          errorAt(
            `${at}.fieldPath`,
            `is ${quote(
              fieldPath,
            )}: it must be a path such as .size or ['a-b']`,
          ),
        ]),
  ];
}

function lintExpression(
  text: string,
  at: string,
  { expressions }: RuleContext,
): Finding[] {
  const expression = expressions.read(text);
  switch (expression.kind) {
    case 'invalid':
      return [errorAt(at, `${quote(text)} ${expression.reason}`)];
    case 'unreadable':
      return [warningAt(at, expression.reason)];
    default:
      return [
        ...expression.unknownNames.map(name =>
          errorAt(
            at,
            `names '${name}', which is nothing: a rule knows self and oldSelf`,
          ),
        ),
        ...expression.unknownFunctions.map(name =>
          warningAt(
            at,
            `calls ${name}(), which is no function of Kubernetes that is known here`,
          ),
        ),
      ];
  }
}

/** Rules with `oldSelf` compare with the value before the change, so it has to be known which one that was. */
function lintOldSelf(
  { optionalOldSelf }: JsonObject,
  rule: string,
  at: string,
  { expressions, uncorrelated }: RuleContext,
): Finding[] {
  const expression = expressions.read(rule);
  if (expression.kind !== 'valid') {
    return [];
  }
  if (expression.usesOldSelf) {
    return uncorrelated === undefined
      ? []
      : [
          errorAt(
            `${at}.rule`,
            `uses oldSelf inside of ${uncorrelated}, whose parts have no value before: that takes x-kubernetes-list-type: map, or x-kubernetes-map-type: granular`,
          ),
        ];
  }
  return optionalOldSelf === undefined
    ? []
    : [
        errorAt(
          `${at}.optionalOldSelf`,
          'goes with a rule that uses oldSelf only',
        ),
      ];
}

function lintMessage({ rule, message }: JsonObject, at: string): Finding[] {
  if (message === undefined || message === '') {
    return typeof rule === 'string' && LINE_BREAK.test(rule.trim())
      ? [errorAt(at, 'is missing: a rule of several lines needs one')]
      : [];
  }
  return typeof message === 'string' &&
    message.trim() !== '' &&
    !LINE_BREAK.test(message.trim())
    ? []
    : [errorAt(at, 'must be one line of text, or absent')];
}

function lintMessageExpression(
  text: JsonValue | undefined,
  at: string,
  context: RuleContext,
): Finding[] {
  if (text === undefined || text === '') {
    return [];
  }
  return typeof text === 'string' && text.trim() !== ''
    ? lintExpression(text, at, context)
    : [errorAt(at, 'must be an expression, or absent')];
}

/** Fields one after the other, as `.name` or `['name']`. Whether they are there depends on the types around. */
function isFieldPath(path: JsonValue): boolean {
  return (
    path === '' ||
    (typeof path === 'string' &&
      /^(\.[^.[\]'\n\r]+|\['[^'\n\r]+'\])+$/.test(path.trim()))
  );
}
