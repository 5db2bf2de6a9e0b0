import { RE2JS } from 're2js';
import { widget, WIDGET_DEFINITION } from './__testUtils__/testCluster';
import { validateAgainstSchema } from './schemaValidation';
import { applyDefaults, pruneUnknownFields } from './structuralSchema';
import { toJsonSchema } from './toJsonSchema';

const SCHEMA = WIDGET_DEFINITION.spec.versions[0].schema.openAPIV3Schema;

describe('validateAgainstSchema', () => {
  it('reports every wrong field as the real server words it', () => {
    const bad = widget('bad', { size: 'L', count: 0, port: true, parts: [{}] });
    expect(validateAgainstSchema(SCHEMA, bad)).toEqual([
      {
        field: 'spec.size',
        reason: 'FieldValueNotSupported',
        message: 'Unsupported value: "L": supported values: "S", "M"',
      },
      {
        field: 'spec.count',
        reason: 'FieldValueInvalid',
        message: 'Invalid value: 0: spec.count in body must be >= 1',
      },
      {
        field: 'spec.port',
        reason: 'FieldValueTypeInvalid',
        message:
          'Invalid value: true: spec.port in body must be of type integer or string',
      },
      {
        field: 'spec.parts[0].name',
        reason: 'FieldValueRequired',
        message: 'Required value',
      },
    ]);
  });

  it('checks patterns as Go does, in linear time', () => {
    const check = (pattern: string, value: string) =>
      validateAgainstSchema({ type: 'string', pattern }, value).length === 0;
    expect(check('^(?P<name>a)$', 'a')).toBe(true);
    expect(check('^(?P<name>a)$', 'b')).toBe(false);
    expect(check('(a+)+$', `${'a'.repeat(40)}!`)).toBe(false);
    expect(check('(?P<name>a', 'anything')).toBe(true);
    const properties = {
      letters: { type: 'string', pattern: '^[a-z]+$' },
      digits: { type: 'string', pattern: '^[0-9]+$' },
    };
    expect(
      validateAgainstSchema(
        { type: 'object', properties },
        { letters: '1', digits: '1' },
      ).map(({ field }) => field),
    ).toEqual(['letters']);
  });

  it('compiles a pattern when a value comes to it, within limits', () => {
    const fields = (count: number, schema: (index: number) => object) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `field${index}`,
          { type: 'string', ...schema(index) },
        ]),
      );
    const repeating = {
      type: 'object',
      properties: fields(9000, index => ({
        pattern: `^[a-z]{1,1000}(x${index}){1,900}$`,
      })),
    };
    expect(
      validateAgainstSchema(repeating, { field1: 'ax1', field8999: 'ax1' }).map(
        ({ field }) => field,
      ),
    ).toEqual(['field8999']);
    const compile = jest.spyOn(RE2JS, 'compile');
    const every = Object.fromEntries(
      Object.keys(repeating.properties).map(name => [name, 'none fits']),
    );
    const refused = validateAgainstSchema(repeating, every).length;
    expect(refused).toBeGreaterThan(10);
    expect(compile.mock.calls.length).toBe(refused - 2);
    expect(refused).toBeLessThan(100);
    compile.mockRestore();
    const alternatives = Array.from({ length: 50_000 }, (_, i) => `a${i}`);
    expect(
      validateAgainstSchema(
        { type: 'string', pattern: alternatives.join('|') },
        'too long a pattern to say',
      ),
    ).toEqual([]);
  });

  it('says of a large schema what it says of a small one', () => {
    const wide = {
      type: 'object',
      required: ['field7', 'missing'],
      properties: Object.fromEntries(
        Array.from({ length: 30_000 }, (_, index) => [
          `field${index}`,
          {
            type: 'object',
            properties: {
              list: { type: 'array', items: { type: 'integer' } },
              map: {
                type: 'object',
                additionalProperties: { type: 'string', minLength: 2 },
              },
            },
            anyOf: [{ required: ['list'] }, { required: ['map'] }],
          },
        ]),
      ),
    };
    const causes = validateAgainstSchema(wide, {
      field7: { list: [1, 'a'], map: { a: 'b' } },
      field29999: {},
    });
    expect(causes.map(({ field }) => field).sort()).toEqual([
      'field29999',
      'field29999.list',
      'field29999.map',
      'field7.list[1]',
      'field7.map.a',
      'missing',
    ]);
  });

  it('reads nullable and exclusive limits', () => {
    expect(
      toJsonSchema({ type: 'string', nullable: true, enum: ['a'] }),
    ).toEqual({ type: ['string', 'null'], enum: ['a', null] });
    expect(
      toJsonSchema({ type: 'number', minimum: 1, exclusiveMinimum: true }),
    ).toEqual({ type: 'number', exclusiveMinimum: 1 });
  });
});

describe('structural schemas', () => {
  it('prunes and defaults at every depth', () => {
    const schema = {
      type: 'object',
      properties: {
        list: {
          type: 'array',
          items: {
            type: 'object',
            properties: { on: { type: 'boolean', default: false } },
          },
        },
        map: {
          type: 'object',
          additionalProperties: {
            type: 'object',
            properties: { n: { type: 'integer', default: 0 } },
          },
        },
        free: { 'x-kubernetes-preserve-unknown-fields': true },
        text: { type: 'string', default: '' },
      },
    };
    const value = {
      list: [{ other: 1 }],
      map: { a: { b: 1 } },
      free: { any: { thing: 1 } },
      text: null,
      more: 1,
    };
    expect(pruneUnknownFields(schema, value)).toEqual([
      'list[0].other',
      'map.a.b',
      'more',
    ]);
    applyDefaults(schema, value);
    expect(value).toEqual({
      list: [{ on: false }],
      map: { a: { n: 0 } },
      free: { any: { thing: 1 } },
      text: '',
    });
  });
});
