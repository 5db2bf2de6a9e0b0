import { JsonObject, JsonValue } from '@backstage/types';
import fc from 'fast-check';
import { jsonEquals } from '../json';
import { formToSpec } from './formToSpec';
import { isSafeBrowserPattern } from './pattern/safePattern';
import { schemaToForm } from './schemaToForm';

const form = (schema: JsonObject) => schemaToForm(schema, { title: 'Spec' });

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
        enabled: { type: 'boolean', default: false, nullable: true },
        ports: {
          type: 'array',
          uniqueItems: true,
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
        enabled: {
          title: 'Enabled',
          type: 'boolean',
          default: false,
          nullable: true,
        },
        ports: {
          title: 'Ports',
          type: 'array',
          uniqueItems: true,
          items: {
            title: 'Item',
            type: 'object',
            required: ['port'],
            properties: { port: { title: 'Port', type: 'string' } },
          },
        },
        labels: {
          title: 'Labels',
          type: 'object',
          additionalProperties: { title: 'Value', type: 'string' },
        },
      },
    });
  });

  it.each<[string, JsonObject]>([
    ['unknown fields', { 'x-kubernetes-preserve-unknown-fields': true }],
    ['a reference (B6)', { $ref: '#/definitions/x' }],
    ['an object without fields', { type: 'object' }],
    ['items without schema', { type: 'array' }],
    [
      'names with a meaning in JavaScript (B12)',
      {
        type: 'object',
        properties: JSON.parse('{"__proto__": {"type": "string"}}'),
      },
    ],
    [
      'names that the catalog takes for placeholders',
      { type: 'object', properties: { $text: { type: 'string' } } },
    ],
  ])('edits %s as YAML', (_, node) => {
    const { schema, notes } = form({ type: 'object', properties: { x: node } });
    expect(schema.properties).toMatchObject({
      x: { type: 'string', 'ui:widget': 'textarea' },
    });
    expect(notes).toEqual([expect.stringMatching(/^x: is edited as YAML/)]);
  });

  it('leaves out values that would be placeholders in the catalog', () => {
    const { schema, notes } = form({
      type: 'object',
      properties: {
        a: {
          type: 'object',
          default: { $text: 'http://169.254.169.254/' },
          properties: { b: { type: 'string' } },
        },
      },
    });
    expect(JSON.stringify(schema)).not.toContain('$text');
    expect(notes).toEqual(['a: default holds a value that cannot be stored']);
  });

  it('is bounded for giant schemas (B10)', () => {
    const properties = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [
        `f${index}`,
        { type: 'object', properties: { a: { type: 'string' } } },
      ]),
    );
    expect(
      JSON.stringify(form({ type: 'object', properties }).schema),
    ).toContain('too many fields');
    let deep: JsonObject = { type: 'string' };
    for (let depth = 0; depth < 500; depth++) {
      deep = { type: 'object', properties: { a: deep } };
    }
    expect(JSON.stringify(form(deep).schema)).toContain('nested too deeply');
  });

  it('refuses patterns that can run away in a browser (B11)', () => {
    expect(
      ['^[a-z0-9.-]+$', '^(a|b)$', '[(]+', '^\\d{1,3}(\\.\\d{1,3})?$'].map(
        isSafeBrowserPattern,
      ),
    ).toEqual([true, true, true, true]);
    expect(
      ['(a+)+$', '(a|a)*', '((ab)*c)*', '(?i)abc', '(', '(a{1,9}){1,9}'].map(
        isSafeBrowserPattern,
      ),
    ).toEqual([false, false, false, false, false, false]);
  });
});

describe('formToSpec', () => {
  const schema: JsonObject = {
    type: 'object',
    required: ['settings'],
    properties: {
      name: { type: 'string' },
      ttl: { type: 'integer', default: 300 },
      tags: { type: 'array', items: { type: 'string' } },
      zones: { type: 'array', default: ['a'], items: { type: 'string' } },
      port: { 'x-kubernetes-int-or-string': true },
      free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      settings: {
        type: 'object',
        properties: { debug: { type: 'boolean', default: false } },
      },
    },
  };

  it('keeps what the user set and nothing else', () => {
    expect(
      formToSpec(schema, {
        name: 'www',
        ttl: 300,
        tags: [],
        zones: [],
        port: '8080',
        free: 'a: [1, {b: yes}]\n',
        settings: { debug: false },
      }),
    ).toEqual({
      name: 'www',
      zones: [],
      port: 8080,
      free: { a: [1, { b: 'yes' }] },
      settings: {},
    });
    expect(formToSpec(schema, { ttl: 60, port: '50%', zones: ['a'] })).toEqual({
      ttl: 60,
      port: '50%',
    });
    expect(formToSpec(schema, undefined)).toBeUndefined();
  });

  it('refuses YAML that cannot be read, by path', () => {
    expect(() => formToSpec(schema, { free: 'a: [' })).toThrow(
      /^spec\.free: this is not valid YAML/,
    );
    expect(() =>
      formToSpec(schema, { free: 'a: &a [x]\nb: [*a, *a]' }),
    ).toThrow(/^spec\.free: this is not valid YAML/);
  });

  it('does not touch prototypes (B12)', () => {
    const values = JSON.parse('{"free": {"__proto__": {"polluted": true}}}');
    const spec = formToSpec(schema, values);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(JSON.stringify(spec)).toBe(JSON.stringify(values));
  });

  it('gives values back as they were, whatever the schema', () => {
    fc.assert(
      fc.property(schemaWithValue(), ([node, value]) => {
        const root: JsonObject = {
          type: 'object',
          properties: { field: node },
        };
        const spec = formToSpec(root, { field: value });
        // A second pass changes nothing, and schemas without defaults lose nothing.
        expect(formToSpec(root, spec)).toEqual(spec);
        const read = (spec as JsonObject | undefined)?.field;
        expect(jsonEquals(read, value) || isEmpty(value)).toBe(true);
      }),
    );
  });
});

function isEmpty(value: JsonValue): boolean {
  return Array.isArray(value)
    ? value.length === 0
    : typeof value === 'object' &&
        Object.values(value ?? {}).every(isEmptyDeep);
}

function isEmptyDeep(value: JsonValue | undefined): boolean {
  return typeof value === 'object' && value !== null && isEmpty(value);
}

/** A schema without defaults, and a value that fits it. */
function schemaWithValue(): fc.Arbitrary<[JsonObject, JsonValue]> {
  const scalar = fc.oneof(
    fc
      .string()
      .map((value): [JsonObject, JsonValue] => [{ type: 'string' }, value]),
    fc
      .integer()
      .map((value): [JsonObject, JsonValue] => [{ type: 'integer' }, value]),
    fc
      .boolean()
      .map((value): [JsonObject, JsonValue] => [{ type: 'boolean' }, value]),
  );
  const name = fc.stringMatching(/^[a-z][a-zA-Z0-9.]{0,8}$/);
  return fc.letrec<{ node: [JsonObject, JsonValue] }>(tie => ({
    node: fc.oneof(
      { maxDepth: 4 },
      scalar,
      tie('node').map(([items, value]): [JsonObject, JsonValue] => [
        { type: 'array', items },
        [value],
      ]),
      fc
        .dictionary(name, scalar, { minKeys: 1, maxKeys: 4 })
        .map((fields): [JsonObject, JsonValue] => [
          {
            type: 'object',
            properties: Object.fromEntries(
              Object.entries(fields).map(([key, [node]]) => [key, node]),
            ),
          },
          Object.fromEntries(
            Object.entries(fields).map(([key, [, value]]) => [key, value]),
          ),
        ]),
    ),
  })).node;
}
