import { JsonObject, JsonValue } from '@backstage/types';
import fc from 'fast-check';
import { arbitraryValue, PATTERNS } from './arbitraryValue';

/** Names of fields: ordinary ones, and ones that mean something to some part of a form. */
const NAMES = [
  'size',
  'replicaCount',
  'owner',
  'name',
  'namespace',
  'repoUrl',
  'items',
  'properties',
  'type',
  'required',
  'default',
  'anyOf',
  'additionalProperties',
  'title',
  'ui:widget',
  'ui:order',
  '$ref',
  '$text',
  '$id',
  'a.b',
  'a/b',
  'a~b',
  'a b',
  '0',
  '17',
  'toString',
  'hasOwnProperty',
  'constructor',
  '__proto__',
  'prototype',
  '__errors',
  'length',
  'größe',
  'field-x',
  'more-fields',
];

const name = fc.oneof(
  { weight: 3, arbitrary: fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,6}$/) },
  { weight: 2, arbitrary: fc.constantFrom(...NAMES) },
);

const words = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '${{ secrets.TOKEN }}',
    '[x](javascript:alert(1))',
    '# Title',
  ),
);

const text: fc.Arbitrary<JsonObject> = fc.oneof(
  fc
    .record({ min: fc.nat(3), extra: fc.option(fc.nat(10)) })
    .map(({ min, extra }) => ({
      type: 'string',
      ...(min ? { minLength: min } : {}),
      ...(extra === null ? {} : { maxLength: min + extra }),
    })),
  fc
    .uniqueArray(fc.string({ maxLength: 5 }), { minLength: 1, maxLength: 4 })
    .map(values => ({ type: 'string', enum: values })),
  fc
    .constantFrom(...PATTERNS)
    .map(pattern => ({ type: 'string', pattern: pattern.source })),
  fc.constantFrom<JsonObject>(
    { type: 'string', format: 'ipv4' },
    { type: 'string', format: 'password' },
    { type: 'string', anyOf: [{ maxLength: 3 }, { minLength: 6 }] },
    { type: 'string', allOf: [{ maxLength: 5 }, { minLength: 2 }] },
    { type: 'string', not: { enum: ['never'] } },
  ),
);

const number: fc.Arbitrary<JsonObject> = fc
  .record({
    type: fc.constantFrom('integer', 'number'),
    from: fc.integer({ min: -50, max: 50 }),
    size: fc.integer({ min: 2, max: 100 }),
    exclusive: fc.constantFrom(undefined, true),
    limited: fc.boolean(),
  })
  .map(({ type, from, size, exclusive, limited }) => ({
    type,
    ...(limited
      ? {
          minimum: from,
          maximum: from + size,
          ...(exclusive ? { exclusiveMinimum: true } : {}),
        }
      : {}),
  }));

const scalar: fc.Arbitrary<JsonObject> = fc.oneof(
  text,
  number,
  fc.constant<JsonObject>({ type: 'boolean' }),
  fc.constantFrom<JsonObject>(
    { 'x-kubernetes-int-or-string': true },
    { anyOf: [{ type: 'integer' }, { type: 'string' }] },
    { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    { 'x-kubernetes-preserve-unknown-fields': true },
  ),
  fc
    .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 2 })
    .map(values => ({
      type: 'array',
      'x-kubernetes-list-type': 'set',
      items: { type: 'string', enum: values },
    })),
);

/** An object with fields, of which some are required. */
function objectOf(
  node: fc.Arbitrary<JsonObject>,
  minKeys: number = 0,
): fc.Arbitrary<JsonObject> {
  return fc
    .uniqueArray(fc.tuple(name, node, fc.boolean()), {
      selector: ([key]) => key,
      minLength: minKeys,
      maxLength: 5,
    })
    .chain(fields =>
      fc.tuple(fc.boolean(), fc.nat(9)).map(([open, chance]) => {
        const properties: JsonObject = Object.create(null);
        for (const [key, child] of fields) {
          properties[key] = child;
        }
        const required = fields.flatMap(([key, , isRequired]) =>
          isRequired ? [key] : [],
        );
        return {
          type: 'object',
          properties: JSON.parse(JSON.stringify(properties)),
          ...(required.length ? { required } : {}),
          ...(open && fields.length
            ? { 'x-kubernetes-preserve-unknown-fields': true }
            : {}),
          ...(chance === 0 && fields.length && minKeys === 0
            ? { 'x-kubernetes-embedded-resource': true }
            : {}),
        };
      }),
    );
}

/** Adds what any schema may have: words, `nullable` and a default that fits. */
function decorated(node: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> {
  return fc
    .record({
      schema: node,
      title: fc.option(words, { freq: 4 }),
      description: fc.option(words, { freq: 3 }),
      nullable: fc.constantFrom(undefined, undefined, true),
      hasDefault: fc.constantFrom(false, false, true),
    })
    .chain(({ schema, title, description, nullable, hasDefault }) => {
      const plain: JsonObject = {
        ...schema,
        ...(title === null ? {} : { title }),
        ...(description === null ? {} : { description }),
        ...(nullable ? { nullable } : {}),
      };
      return hasDefault
        ? arbitraryValue(plain, { allowNull: true }).map(
            (value: JsonValue): JsonObject => ({ ...plain, default: value }),
          )
        : fc.constant(plain);
    });
}

const { node } = fc.letrec<{ node: JsonObject }>(tie => ({
  node: decorated(
    fc.oneof(
      { maxDepth: 3, depthIdentifier: 'schema' },
      scalar,
      fc
        .record({ items: tie('node'), minItems: fc.constantFrom(0, 0, 1, 2) })
        .map(
          ({ items, minItems }): JsonObject => ({
            type: 'array',
            items,
            ...(minItems ? { minItems } : {}),
          }),
        ),
      fc.record({ values: tie('node'), min: fc.constantFrom(0, 0, 1) }).map(
        ({ values, min }): JsonObject => ({
          type: 'object',
          additionalProperties: values,
          ...(min ? { minProperties: min } : {}),
        }),
      ),
      objectOf(tie('node')),
    ),
  ),
}));

/** Structural schemas of the spec of a Kubernetes resource. */
export function arbitrarySchema(): fc.Arbitrary<JsonObject> {
  return objectOf(node, 1);
}

/** A schema and a spec that a cluster accepts for it. */
export function arbitrarySchemaWithSpec(): fc.Arbitrary<
  [JsonObject, JsonValue]
> {
  return arbitrarySchema().chain(schema =>
    fc.tuple(fc.constant(schema), arbitraryValue(schema)),
  );
}

/** Anything that JSON can hold, with words of schemas in it. */
export function arbitraryGarbage(): fc.Arbitrary<JsonObject> {
  const keyword = fc.constantFrom(
    'type',
    'properties',
    'items',
    'required',
    'enum',
    'default',
    'anyOf',
    'oneOf',
    'allOf',
    'not',
    'additionalProperties',
    'minimum',
    'exclusiveMinimum',
    'minLength',
    'multipleOf',
    'pattern',
    'format',
    'nullable',
    'title',
    'description',
    'const',
    '$ref',
    'x-ui-order',
    'x-kubernetes-validations',
    'x-kubernetes-list-map-keys',
    'x-kubernetes-list-type',
    'x-kubernetes-int-or-string',
    'spec',
    '__proto__',
  );
  const leaf = fc.oneof(
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom<JsonValue>(
      'string',
      'object',
      'array',
      'integer',
      'boolean',
      'null',
      '(',
      -1,
      0,
      true,
      null,
    ),
  );
  return fc.letrec<{ value: JsonValue; object: JsonObject }>(tie => ({
    value: fc.oneof(
      { maxDepth: 4 },
      leaf,
      tie('object'),
      fc.array(tie('value'), { maxLength: 3 }),
    ),
    object: fc
      .array(fc.tuple(keyword, tie('value')), { maxLength: 5 })
      .map(entries => JSON.parse(JSON.stringify(Object.fromEntries(entries)))),
  })).object;
}
