import { JsonObject } from '@backstage/types';
import { openInScaffolder } from './__testUtils__/scaffolderForm';
import { formToSpec } from './formToSpec';
import { schemaToForm } from './schemaToForm';
import { specToForm } from './specToForm';

const form = (schema: JsonObject) => schemaToForm(schema, { title: 'Spec' });

/** The form of one optional field `x`. */
function fieldForm(node: JsonObject): JsonObject {
  const { schema } = form({ type: 'object', properties: { x: node } });
  return (schema.properties as { x: JsonObject }).x;
}

describe('schemaToForm', () => {
  it('keeps what a form can show', () => {
    const { schema, notes } = form({
      type: 'object',
      required: ['name', 'gone'],
      properties: {
        name: {
          type: 'string',
          pattern: '^[a-z]+$',
          description: 'A ${{ x }}',
        },
        replicaCount: { type: 'integer', default: 0, minimum: 0 },
        enabled: { type: 'boolean', default: false },
        ports: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['port'],
          items: {
            type: 'object',
            required: ['port'],
            properties: { port: { 'x-kubernetes-int-or-string': true } },
          },
        },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
      },
    });
    expect(notes).toEqual([]);
    expect(schema).toEqual({
      title: 'Spec',
      type: 'object',
      required: ['name'],
      properties: {
        name: {
          title: 'Name',
          type: 'string',
          pattern: '^[a-z]+$',
          description: 'A ${ { x }}',
        },
        replicaCount: {
          title: 'Replica Count',
          type: 'integer',
          default: 0,
          minimum: 0,
        },
        enabled: { title: 'Enabled', type: 'boolean', default: false },
        ports: {
          title: 'Ports',
          type: 'array',
          'ui:help': 'Every item needs its own Port.',
          items: {
            title: 'Item',
            type: 'object',
            required: ['port'],
            properties: {
              port: {
                title: 'Port',
                type: 'string',
                'ui:help': 'A number or a text.',
              },
            },
          },
        },
        labels: {
          title: 'Labels',
          type: 'object',
          'ui:field': 'CrossplaneMap',
          additionalProperties: { type: 'string' },
        },
      },
    });
  });

  it.each<[string, JsonObject, JsonObject]>([
    [
      'limits of OpenAPI v3',
      {
        type: 'integer',
        minimum: 1,
        exclusiveMinimum: true,
        maximum: 9,
        exclusiveMaximum: false,
      },
      { exclusiveMinimum: 1, maximum: 9 },
    ],
    [
      'limits of JSON schema',
      { type: 'number', exclusiveMinimum: 0, multipleOf: 0.5 },
      { exclusiveMinimum: 0, multipleOf: 0.5 },
    ],
    [
      'a constant, which is no default',
      { type: 'string', const: 'a' },
      { enum: ['a'] },
    ],
    [
      'an example of OpenAPI',
      { type: 'string', example: 'a' },
      { examples: ['a'] },
    ],
    [
      'a merged allOf',
      { type: 'string', allOf: [{ maxLength: 9 }, { maxLength: 5 }] },
      { maxLength: 5 },
    ],
    [
      'a set of few values',
      {
        type: 'array',
        'x-kubernetes-list-type': 'set',
        items: { type: 'string', enum: ['a', 'b'] },
      },
      { uniqueItems: true, 'ui:widget': 'checkboxes' },
    ],
    [
      'a text of many lines',
      { type: 'string', maxLength: 9000 },
      { 'ui:widget': 'textarea' },
    ],
    [
      'a password',
      { type: 'string', format: 'password' },
      { format: 'password', 'ui:widget': 'password' },
    ],
    [
      'a field that cannot change',
      {
        type: 'string',
        'x-kubernetes-validations': [{ rule: 'oldSelf  == self' }],
      },
      {
        'ui:field': 'CrossplaneImmutable',
        'ui:help': 'Cannot be changed later.',
      },
    ],
    [
      'the message of a rule',
      {
        type: 'string',
        'x-kubernetes-validations': [{ rule: 'x', message: 'Be short' }],
      },
      { 'ui:help': 'Be short' },
    ],
    [
      'a rule whose message only a cluster can make',
      {
        type: 'string',
        'x-kubernetes-validations': [
          {
            rule: 'size(self)\n  < 5',
            messageExpression: '"at most 4, not " + string(size(self))',
          },
        ],
      },
      { 'ui:help': 'Must hold: size(self) < 5' },
    ],
  ])('shows %s', (_, node, expected) => {
    expect(fieldForm(node)).toMatchObject(expected);
  });

  it('asks in a required yes or no, and leaves an optional one alone', () => {
    const { schema } = form({
      type: 'object',
      required: ['a'],
      properties: { a: { type: 'boolean' }, b: { type: 'boolean' } },
    });
    expect(schema.properties).toMatchObject({ a: { 'ui:widget': 'radio' } });
    expect(schema.properties).not.toHaveProperty(['b', 'ui:widget']);
  });

  it.each<[string, JsonObject]>([
    ['unknown fields', { 'x-kubernetes-preserve-unknown-fields': true }],
    ['a reference (B6)', { $ref: '#/definitions/x' }],
    ['an object without fields', { type: 'object' }],
    ['items without schema', { type: 'array' }],
    ['an unknown type', { type: 'file' }],
  ])('edits %s as YAML', (_, node) => {
    const { schema, notes } = form({ type: 'object', properties: { x: node } });
    expect(schema.properties).toMatchObject({
      x: {
        type: 'string',
        'ui:field': 'CrossplaneYamlEditor',
        'ui:widget': 'textarea',
      },
    });
    expect(notes).toEqual([expect.stringMatching(/^x: is edited as YAML/)]);
  });

  it('says rules between fields in words', () => {
    const { schema, notes } = form({
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'string' } },
      oneOf: [{ required: ['a'] }, { required: ['b'] }],
      not: { required: ['a', 'b'] },
    });
    expect(schema['ui:help']).toBe(
      'Set exactly one of: A, B. Do not set A and B together.',
    );
    expect(notes).toEqual([
      'spec: oneOf is checked when the form is submitted',
      'spec: not is checked when the form is submitted',
    ]);
  });

  it('checks rules about one value where the form does not show them', () => {
    const node = fieldForm({
      type: 'string',
      oneOf: [{ maxLength: 2 }, { minLength: 5 }],
    });
    const problems = (value: string) =>
      openInScaffolder({ ...node, title: 'x' }, value).problems.length > 0;
    expect(['ab', 'abcd', 'abcdef'].map(problems)).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('never shows more than a form can hold, and loses nothing (B10)', () => {
    const properties = Object.fromEntries(
      Array.from({ length: 3000 }, (_, index) => [
        `f${index}`,
        { type: 'object', properties: { a: { type: 'string' } } },
      ]),
    );
    const schema: JsonObject = { type: 'object', properties };
    const { schema: wide, notes } = form(schema);
    expect(Object.keys(wide.properties as JsonObject)).toHaveLength(201);
    expect(notes).toEqual([
      'spec: has fields that are edited as YAML: 2800 more fields are too many for a form',
    ]);
    const spec = { f1: { a: 'x' }, f2999: { a: 'y' } };
    expect(formToSpec(schema, specToForm(schema, spec))).toEqual(spec);
    let deep: JsonObject = { type: 'string' };
    for (let depth = 0; depth < 200; depth++) {
      deep = { type: 'object', properties: { a: deep } };
    }
    expect(JSON.stringify(form(deep).schema)).toContain('nested too deeply');
  });
});
