import { JsonObject, JsonValue } from '@backstage/types';
import { formToSpec } from './formToSpec';
import { FormValueError } from './FormValueError';
import { specToForm } from './specToForm';

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
      part: { type: 'object', properties: { a: { type: 'string' } } },
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
        part: {},
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

  it('takes plain data, and YAML text in the place of fields', () => {
    expect(
      formToSpec(schema, { free: { a: 1 }, part: 'a: x', settings: {} }),
    ).toEqual({ free: { a: 1 }, part: { a: 'x' }, settings: {} });
    expect(formToSpec(schema, 'name: www\nttl: 5')).toEqual({
      name: 'www',
      ttl: 5,
    });
  });

  it.each<[string, JsonObject, JsonValue, JsonValue | undefined]>([
    [
      'drops null where a field is not nullable',
      { type: 'string' },
      null,
      undefined,
    ],
    [
      'drops null where it means the same as nothing',
      { type: 'string', nullable: true },
      null,
      undefined,
    ],
    [
      'keeps null where nothing would become the default',
      { type: 'string', nullable: true, default: 'x' },
      null,
      null,
    ],
    [
      'keeps null among the items of a list',
      { type: 'array', items: { type: 'string', nullable: true } },
      ['a', null],
      ['a', null],
    ],
    [
      'keeps an empty object that the cluster fills',
      { type: 'object', properties: { a: { type: 'integer', default: 1 } } },
      {},
      {},
    ],
    [
      'keeps an empty object in the place of a filled default',
      {
        type: 'object',
        default: { a: 'x' },
        properties: { a: { type: 'string' } },
      },
      {},
      {},
    ],
    [
      'drops an object that only repeats its default',
      {
        type: 'object',
        default: { a: 'x' },
        properties: {
          a: { type: 'string' },
          b: { type: 'integer', default: 1 },
        },
      },
      { a: 'x', b: 1 },
      undefined,
    ],
    ['keeps an empty text', { type: 'string' }, '', ''],
    [
      'keeps a text of digits',
      { 'x-kubernetes-int-or-string': true },
      '80',
      '80',
    ],
    ['keeps a number', { 'x-kubernetes-int-or-string': true }, 80, 80],
    [
      'keeps a quoted number',
      { 'x-kubernetes-int-or-string': true },
      '"80"',
      '"80"',
    ],
    [
      'keeps null inside of YAML',
      { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      { a: null, b: [] },
      { a: null, b: [] },
    ],
  ])('%s', (_, node, value, expected) => {
    const root: JsonObject = { type: 'object', properties: { x: node } };
    const values = specToForm(root, { x: value });
    expect((formToSpec(root, values) as JsonObject | undefined)?.x).toEqual(
      expected,
    );
  });

  it('refuses YAML that cannot be read, by path', () => {
    const read = (free: string) => () => formToSpec(schema, { free });
    expect(read('a: [')).toThrow(/^spec\.free: this is not valid YAML/);
    expect(read('a: &a [x]\nb: [*a, *a]')).toThrow(FormValueError);
    expect(read('a: 1\n---\nb: 2')).toThrow(
      /^spec\.free: this cannot be taken: line 3.*holds 2 documents/,
    );
    expect(read('x'.repeat(200_001))).toThrow(/at most 200000 are allowed/);
  });

  it('drops no entry of a map that has no value yet', () => {
    const map: JsonObject = {
      type: 'object',
      properties: {
        any: {
          type: 'object',
          additionalProperties: {
            'x-kubernetes-preserve-unknown-fields': true,
          },
        },
      },
    };
    expect(formToSpec(map, { any: { a: 'b: 1' } })).toEqual({
      any: { a: { b: 1 } },
    });
    expect(() => formToSpec(map, { any: { a: ' ' } })).toThrow(
      /^spec\.any\.a: this needs a value/,
    );
  });

  describe('of a form with several versions', () => {
    const schemaOf = (properties: JsonObject): JsonObject => ({
      type: 'object',
      properties,
    });
    const text: JsonObject = { type: 'string' };
    const old = schemaOf({
      both: text,
      gone: text,
      'a.b': text,
      nested: schemaOf({ both: text, gone: text }),
      list: { type: 'array', items: schemaOf({ both: text, gone: text }) },
      map: {
        type: 'object',
        additionalProperties: schemaOf({ both: text, gone: text }),
      },
    });
    const part = schemaOf({ both: text });
    const current = schemaOf({
      both: text,
      nested: part,
      list: { type: 'array', items: part },
      map: { type: 'object', additionalProperties: part },
    });
    const given = { both: 'x', gone: 'y' };
    const spec = {
      ...given,
      'a.b': 'z',
      nested: given,
      list: [given],
      map: { gone: given },
    };

    it('leaves out what only another version has, at any depth', () => {
      expect(
        formToSpec(current, specToForm(old, spec), { otherVersions: [old] }),
      ).toEqual({
        both: 'x',
        nested: { both: 'x' },
        list: [{ both: 'x' }],
        map: { gone: { both: 'x' } },
      });
    });

    it('keeps what no version has, so that it is refused by name', () => {
      const values = { both: 'x', tpyo: 1, nested: { tpyo: 2 } };
      expect(formToSpec(current, values, { otherVersions: [old] })).toEqual(
        values,
      );
    });

    it('keeps everything when the values come from no form', () => {
      expect(formToSpec(current, given)).toEqual(given);
    });

    it('keeps the free part as it is seen', () => {
      const open = {
        ...current,
        'x-kubernetes-preserve-unknown-fields': true,
      };
      expect(
        formToSpec(
          open,
          { ...given, 'more-fields': 'free: 1' },
          { otherVersions: [old] },
        ),
      ).toEqual({ both: 'x', free: 1 });
      expect(
        formToSpec(
          current,
          { ...given, 'more-fields': 'free: 1' },
          { otherVersions: [{ ...old, ...open }] },
        ),
      ).toEqual({ both: 'x', gone: 'y' });
    });
  });

  it('keeps other fields beside known ones', () => {
    const open: JsonObject = {
      type: 'object',
      'x-kubernetes-preserve-unknown-fields': true,
      properties: { name: { type: 'string' } },
    };
    const spec = { name: 'a', other: { deep: [1] } };
    expect(specToForm(open, spec)).toEqual({
      name: 'a',
      'more-fields': 'other:\n  deep:\n    - 1\n',
    });
    expect(formToSpec(open, specToForm(open, spec))).toEqual(spec);
    expect(() => formToSpec(open, { 'more-fields': 'name: b' })).toThrow(
      "spec.more-fields: 'name' has a field of its own",
    );
    expect(() => formToSpec(open, { 'more-fields': '[1]' })).toThrow(
      /must be YAML with the names and values/,
    );
  });

  it('does not touch prototypes (B12)', () => {
    const values = JSON.parse('{"free": {"__proto__": {"polluted": true}}}');
    const spec = formToSpec(schema, values);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(JSON.stringify(spec)).toBe(JSON.stringify(values));
    const text = formToSpec(schema, { free: '__proto__: {polluted: true}' });
    expect(JSON.stringify(text)).toBe(JSON.stringify(values));
  });
});
