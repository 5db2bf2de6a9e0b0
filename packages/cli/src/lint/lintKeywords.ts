import { JsonObject, JsonValue } from '@backstage/types';
import { isSafeBrowserPattern } from '@openportal/plugin-crossplane-common';
import { checkPattern } from '@openportal/plugin-crossplane-node';
import { errorAt, Finding, warningAt } from './Finding';
import { isObject, quote } from './json';

const NUMBERS = [
  'maximum',
  'minimum',
  'multipleOf',
  'maxLength',
  'minLength',
  'maxItems',
  'minItems',
  'maxProperties',
  'minProperties',
];
const PAIRS = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
];

/** Checks the values of the keywords of one node. */
export function lintKeywords(schema: JsonObject, path: string): Finding[] {
  return [
    ...lintRequired(schema, `${path}.required`),
    ...lintEnum(schema.enum, `${path}.enum`),
    ...lintPattern(schema.pattern, `${path}.pattern`),
    ...(schema.uniqueItems === true
      ? [
          errorAt(
            `${path}.uniqueItems`,
            'is true, which is not possible in Kubernetes: use x-kubernetes-list-type: set',
          ),
        ]
      : []),
    ...NUMBERS.filter(
      keyword =>
        schema[keyword] !== undefined && typeof schema[keyword] !== 'number',
    ).map(keyword =>
      errorAt(
        `${path}.${keyword}`,
        `is ${quote(schema[keyword])}: it must be a number`,
      ),
    ),
    ...PAIRS.flatMap(([low, high]) => {
      const [from, to] = [schema[low], schema[high]];
      return typeof from === 'number' && typeof to === 'number' && from > to
        ? [
            errorAt(
              `${path}.${low}`,
              `is ${from}, more than ${high} ${to}: no value fits`,
            ),
          ]
        : [];
    }),
    ...['exclusiveMinimum', 'exclusiveMaximum'].flatMap(keyword =>
      schema[keyword] === undefined || typeof schema[keyword] === 'boolean'
        ? []
        : [
            errorAt(
              `${path}.${keyword}`,
              `is ${quote(
                schema[keyword],
              )}: in Kubernetes it must be true or false`,
            ),
          ],
    ),
  ];
}

function lintRequired(schema: JsonObject, path: string): Finding[] {
  const { required, properties } = schema;
  if (required === undefined) {
    return [];
  }
  if (
    !Array.isArray(required) ||
    !required.every(name => typeof name === 'string')
  ) {
    return [
      errorAt(path, `is ${quote(required)}: it must be a list of field names`),
    ];
  }
  const open =
    schema['x-kubernetes-preserve-unknown-fields'] === true ||
    schema.additionalProperties !== undefined ||
    (schema.type !== undefined && schema.type !== 'object');
  const known = isObject(properties) ? properties : {};
  return required
    .filter(name => !open && !Object.hasOwn(known, String(name)))
    .map(name =>
      errorAt(
        path,
        `names '${String(
          name,
        )}', which is not a field: Kubernetes drops it, so no resource is valid`,
      ),
    );
}

function lintEnum(values: JsonValue | undefined, path: string): Finding[] {
  if (values === undefined) {
    return [];
  }
  if (!Array.isArray(values) || values.length === 0) {
    return [errorAt(path, 'must be a list of at least one value')];
  }
  const texts = values.map(value => JSON.stringify(value));
  const twice = texts.find((text, index) => texts.indexOf(text) !== index);
  return twice === undefined ? [] : [errorAt(path, `lists ${twice} twice`)];
}

function lintPattern(pattern: JsonValue | undefined, path: string): Finding[] {
  if (pattern === undefined) {
    return [];
  }
  if (typeof pattern !== 'string') {
    return [errorAt(path, `is ${quote(pattern)}: it must be text`)];
  }
  const checked = checkPattern(pattern);
  if (checked.state === 'invalid') {
    return [
      errorAt(
        path,
        `is ${quote(
          pattern,
        )}, which the expressions of Kubernetes (RE2) do not know: ${
          checked.reason
        }`,
      ),
    ];
  }
  if (checked.state === 'unknown') {
    return [
      warningAt(
        path,
        `is ${quote(pattern)}, which ${
          checked.reason
        }: only the cluster checks it`,
      ),
    ];
  }
  return isSafeBrowserPattern(pattern)
    ? []
    : [
        warningAt(
          path,
          `is ${quote(
            pattern,
          )}, which a browser cannot run safely: it is checked when the order is sent`,
        ),
      ];
}
