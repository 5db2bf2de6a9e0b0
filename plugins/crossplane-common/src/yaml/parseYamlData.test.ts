import { JsonValue } from '@backstage/types';
import fc from 'fast-check';
import { formToSpec } from '../form/formToSpec';
import { specToForm } from '../form/specToForm';
import { jsonEquals } from '../json';
import { parseYamlData } from './parseYamlData';
import { YamlDialect } from './plainScalar';
import { stringifyYamlData } from './stringifyYamlData';

const DIALECTS: YamlDialect[] = ['yaml-1.2', 'kubernetes'];
const read = (text: string, dialect: YamlDialect = 'yaml-1.2') =>
  parseYamlData(text, { dialect });
const inCluster = (text: string) => read(text, 'kubernetes');

/** Any JSON value with text that looks like something else, and integers that JSON readers agree on. */
function anyJson(): fc.Arbitrary<JsonValue> {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme-ascii' }),
    fc.constantFrom('y', 'on', '010', '1_000', '<<', '1e3', '0x1F', '~', ''),
    fc.constantFrom('__proto__', '1:30', '2020-01-01', '.nan', '- a', 'a: b'),
    fc.stringMatching(/^[-+]?[0-9_.eExobB:~]{1,6}$/),
    fc.stringMatching(/^[ \t\n\r#:'"&*!|>%@`{},[\]a-c-]{1,12}$/),
  );
  return fc.letrec<{ json: JsonValue }>(tie => ({
    json: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.maxSafeInteger(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('json'), { maxLength: 4 }),
      fc
        .array(fc.tuple(text, tie('json')), { maxLength: 4 })
        .map(entries => Object.fromEntries(entries)),
    ),
  })).json;
}

describe('parseYamlData', () => {
  it.each(DIALECTS)('gives any JSON value back in %s', dialect => {
    fc.assert(
      fc.property(anyJson(), value => {
        const { value: found, problems } = read(
          stringifyYamlData(value),
          dialect,
        );
        expect(problems).toBeUndefined();
        expect(jsonEquals(found, value)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it.each([' \na', '\n \na', '\t\n b\n', ' a\n  b'])(
    'gives %j back, whose first line is indented',
    text => {
      for (const dialect of DIALECTS) {
        expect(read(stringifyYamlData({ text }), dialect).value).toEqual({
          text,
        });
      }
    },
  );

  it('reads JSON as it is', () => {
    fc.assert(
      fc.property(
        anyJson().filter(value => !/\d{16}/.test(JSON.stringify(value))),
        value => {
          const { value: found } = inCluster(JSON.stringify(value));
          expect(jsonEquals(found, value)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('gives what a YAML field of a form shows', () => {
    const schema = {
      type: 'object',
      properties: {
        free: { 'x-kubernetes-preserve-unknown-fields': true },
      },
    };
    fc.assert(
      fc.property(
        anyJson().filter(value => value !== null),
        free => {
          const spec = formToSpec(schema, specToForm(schema, { free }));
          expect(jsonEquals(spec, { free })).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each<[string, RegExp, number?]>([
    ['a: 1\nb: !!binary aGk=', /the tag !!binary has no place/, 2],
    ['!!set {x, y}', /the tag !!set/],
    ['a: !!timestamp 2020-01-01', /the tag !!timestamp/],
    ['a: !!omap [b: 1]', /the tag !!omap/],
    ['a: !secret x', /the tag !secret/],
    ['a: !!js/function x', /the tag !!js\/function/],
    ['a: !!map [b]', /the tag !!map/],
    ['a: !!int b', /the tag !!int does not fit 'b'/],
    ['a:\n  - .nan', /\.nan is no number .* quotes/, 2],
    ['a: -.inf', /-\.inf is no number/],
    ['a: 1e999', /1e999 is no number/],
    ['? [k]\n: v', /the name of a field must be one text/],
    ['? {k: 1}\n: v', /the name of a field must be one text/],
    ['~: v', /put '~' in quotes/],
    ['1.0: v', /put '1\.0' in quotes/],
    ['a: 9007199254740993', /9007199254740993 would be changed.*quotes/],
    ['a: -9007199254740992', /would be changed/],
    ['9007199254740993: a', /would be changed/],
    ['a: 0xfffffffffffffff', /would be changed/],
    [`a: ${'9'.repeat(400)}`, /would be changed/],
    ['a: 1\n"a": 2', /unique: 'a' stands here twice/, 2],
    ['1: a\n"1": b', /unique: '1'/, 2],
    ['a: &x 1\nb: *x', /write the value out instead of the alias \*x/, 2],
    ['a: 1\n---\nb: 2\n', /holds 2 documents: one only/, 3],
    ['<<: {a: 1}', /the merge key << is not taken/],
    ['a: [', /\w/],
    ['['.repeat(600) + ']'.repeat(600), /more than 500 levels/],
    ['['.repeat(100_000), /\w/],
  ])('refuses %j', (text, reason, line = 1) => {
    const { problems } = read(text);
    expect(problems?.[0]).toMatchObject({
      line,
      reason: expect.stringMatching(reason),
    });
  });

  it.each<[string, JsonValue]>([
    ['', null],
    ['# nothing\n---\n', null],
    ['null', null],
    ['a: 1\n---\n', { a: 1 }],
    ['a: yes\nb: 010\nc: 1_000', { a: 'yes', b: 10, c: '1_000' }],
    ['%YAML 1.1\n---\na: yes', { a: 'yes' }],
    ['a: !!str 010\nb: !!int "7"', { a: '010', b: 7 }],
    ['1: a\ntrue: b', { 1: 'a', true: 'b' }],
    ['"<<": a', { '<<': 'a' }],
    ['a: 0.1\nb: 9007199254740991', { a: 0.1, b: 9007199254740991 }],
    ['a: &x 1', { a: 1 }],
    ['{a, ? b}', { a: null, b: null }],
  ])('reads %j', (text, value) => {
    expect(read(text)).toEqual({ value });
  });

  it('keeps names with a meaning in JavaScript', () => {
    const { value } = read('__proto__: {a: 1}');
    expect(JSON.stringify(value)).toBe('{"__proto__":{"a":1}}');
  });

  it.each<[string, JsonValue]>([
    ['a: [y, Yes, on, ON, true]', { a: [true, true, true, true, true] }],
    ['a: [n, NO, off, False]', { a: [false, false, false, false] }],
    [
      'a: [010, 0o10, -010, 08, 0b11, 1_000, 0x1F]',
      { a: [8, 8, -8, 8, 3, 1000, 31] },
    ],
    // go-yaml knows no sexagesimal numbers, and hands dates on as text.
    ['a: [1:30, 2020-01-01]', { a: ['1:30', '2020-01-01'] }],
    ['a: ["on", yEs, "010"]', { a: ['on', 'yEs', '010'] }],
    ['on: 1\n010: 2', { true: 1, 8: 2 }],
    ['a:\n  <<: {b: 1, c: 1}\n  c: 2', { a: { b: 1, c: 2 } }],
    ['<<: [{a: 1}, {a: 2, b: 2}]', { a: 1, b: 2 }],
  ])('reads %j as a cluster does', (text, value) => {
    expect(inCluster(text)).toEqual({ value });
  });

  it.each([
    ['a: !!binary aGk=', /the tag !!binary/],
    ['c: 2\n<<: {c: 1}', /must be the first/],
    ['<<: {c: 1}\n<<: {d: 1}', /must be the first/],
    ['<<: 1', /takes fields/],
    ['on: 1\n"true": 2', /unique: 'true'/],
  ])('refuses %j where a cluster reads it', (text, reason) => {
    expect(inCluster(text).problems?.[0].reason).toMatch(reason);
  });

  it('takes some aliases where they are asked for, and no more', () => {
    const take = (text: string) =>
      parseYamlData(text, { dialect: 'kubernetes', maxAliases: 100 });
    expect(take('a: &x {b: &y 1}\nc: &y 2\nd: *x\ne: *y').value).toEqual({
      a: { b: 1 },
      c: 2,
      d: { b: 1 },
      e: 2,
    });
    expect(take('a: &x\n  b: *x').problems?.[0].reason).toMatch(/has no end/);
    expect(take('a: *x\nb: &x 1').problems).toHaveLength(1);
    const bomb = ['a: &a [x, x, x, x]']
      .concat(
        [...'bcdefghij'].map(
          (name, index) =>
            `${name}: &${name} [${Array(4).fill(`*${'abcdefghi'[index]}`)}]`,
        ),
      )
      .join('\n');
    expect(take(bomb).problems?.[0].reason).toMatch(/more than 100 aliases/);
    const wide = `a: &a [${Array(5000).fill('x')}]\nb: [${Array(50).fill(
      '*a',
    )}]`;
    expect(take(wide).problems?.[0].reason).toMatch(/repeat more than/);
  });

  it('rounds large integers only where asked for', () => {
    expect(
      parseYamlData('a: 9223372036854775807', {
        dialect: 'kubernetes',
        largeIntegers: 'round',
      }).value,
    ).toEqual({ a: 2 ** 63 });
  });
});
