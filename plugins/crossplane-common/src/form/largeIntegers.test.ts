import { JsonObject, JsonValue } from '@backstage/types';
import { formToSpec } from './formToSpec';
import { schemaToForm } from './schemaToForm';
import { specToForm } from './specToForm';

/** What a JSON reader makes of 9223372036854775807. */
const MAX_INT64 = 2 ** 63;
const TOO_LARGE = 2 ** 53;

const schema: JsonObject = {
  type: 'object',
  properties: {
    big: {
      type: 'integer',
      format: 'int64',
      default: MAX_INT64,
      minimum: -MAX_INT64,
      maximum: MAX_INT64,
    },
    exact: {
      type: 'integer',
      default: Number.MAX_SAFE_INTEGER,
      maximum: Number.MAX_SAFE_INTEGER,
    },
    listed: { type: 'integer', enum: [1, TOO_LARGE], example: TOO_LARGE },
    ruled: { type: 'integer', not: { minimum: TOO_LARGE } },
    either: { 'x-kubernetes-int-or-string': true, default: TOO_LARGE },
    fraction: { type: 'number', default: 1e17, maximum: 1e18 },
    list: { type: 'array', items: { type: 'integer' }, default: [TOO_LARGE] },
    map: { type: 'object', additionalProperties: { type: 'integer' } },
    free: { 'x-kubernetes-preserve-unknown-fields': true },
  },
};

describe('integers that a number cannot hold', () => {
  const { schema: form, notes } = schemaToForm(schema, { title: 'Spec' });
  const fields = form.properties as Record<string, JsonObject>;

  it('do not get into a form, which says so', () => {
    expect(JSON.stringify(form)).not.toMatch(/9223372036|9007199254740992/);
    expect(fields.fraction).toMatchObject({ default: 1e17, maximum: 1e18 });
    expect(fields.exact).toMatchObject({
      default: Number.MAX_SAFE_INTEGER,
      maximum: Number.MAX_SAFE_INTEGER,
    });
    expect(fields.list.description).toMatch(/cannot show/);
    for (const note of [
      'big: the minimum is too large for a form and is checked by the cluster',
      'big: the maximum is too large for a form and is checked by the cluster',
      'big: has a default that the form cannot show',
      'listed: the list of values is checked when the form is submitted',
      'ruled: not is checked when the form is submitted',
      'either: has a default that the form cannot show',
    ]) {
      expect(notes).toContain(note);
    }
  });

  it.each<[string, JsonValue]>([
    ['spec.big', { big: MAX_INT64 }],
    ['spec.big', { big: -TOO_LARGE }],
    ['spec.listed', { listed: TOO_LARGE }],
    ['spec.either', { either: '9007199254740993' }],
    ['spec.either', { either: TOO_LARGE }],
    ['spec.list[1]', { list: [1, TOO_LARGE] }],
    ['spec.map.a', { map: { a: TOO_LARGE } }],
    ['spec.free.a[0]', { free: { a: [TOO_LARGE] } }],
    ['spec.free', { free: 'a: 9007199254740993' }],
    ['spec.unknown', { unknown: TOO_LARGE }],
  ])('are refused at %s', (path, values) => {
    let message = '';
    try {
      formToSpec(schema, values);
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain(`${path}: `);
    expect(message).toMatch(/would be changed.*9007199254740991.*in quotes/);
  });

  it('leave everything else as it is', () => {
    const spec = {
      big: Number.MAX_SAFE_INTEGER,
      either: '9007199254740993',
      fraction: 1e18,
      free: { a: '9007199254740993', b: 1e300 },
    };
    expect(formToSpec(schema, specToForm(schema, spec))).toEqual(spec);
  });
});
