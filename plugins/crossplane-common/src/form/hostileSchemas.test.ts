import { JsonObject, JsonValue } from '@backstage/types';
import { formToSpec } from './formToSpec';
import { schemaToForm } from './schemaToForm';
import { specToForm } from './specToForm';

const form = (schema: JsonObject) => schemaToForm(schema, { title: 'Spec' });

/** The form of one optional field `x`. */
function fieldForm(node: JsonObject): JsonObject {
  const { schema } = form({ type: 'object', properties: { x: node } });
  return (schema.properties as { x: JsonObject }).x;
}

describe('forms of hostile schemas', () => {
  it('gives hostile names keys of their own (B12)', () => {
    const names = ['__proto__', 'constructor', 'hasOwnProperty', 'a.b', '$ref'];
    const properties: JsonObject = JSON.parse(
      `{${names.map(name => `"${name}": {"type": "string"}`).join()}}`,
    );
    const schema: JsonObject = { type: 'object', properties };
    const keys = Object.keys(form(schema).schema.properties as JsonObject);
    expect(keys).toHaveLength(names.length);
    expect(keys.every(key => /^field-[a-z-]+-[a-z0-9]{10}$/.test(key))).toBe(
      true,
    );
    const spec: JsonObject = JSON.parse(
      `{${names.map(name => `"${name}": "v"`).join()}}`,
    );
    const back = formToSpec(schema, specToForm(schema, spec));
    expect(JSON.stringify(back)).toBe(JSON.stringify(spec));
    expect(({} as { v?: unknown }).v).toBeUndefined();
  });

  it('stores nothing that the catalog would fetch (B13)', () => {
    const keys: string[] = [];
    JSON.stringify(
      form({
        type: 'object',
        properties: {
          $text: { type: 'string', default: 'x' },
          a: {
            type: 'object',
            default: { $text: 'http://169.254.169.254/' },
            properties: { b: { type: 'string' } },
          },
          c: { type: 'string', examples: [{ $yaml: 'x' }] },
        },
      }).schema,
      (key, value: JsonValue) => {
        keys.push(key);
        return value;
      },
    );
    expect(keys.filter(key => key.startsWith('$'))).toEqual([]);
  });

  it('stores no text that a database refuses (B14)', () => {
    const text = JSON.stringify(
      form({
        type: 'object',
        title: 'a\u0000\uD800',
        properties: {
          'b\u0000': { type: 'string', default: 'x\u0000', enum: ['\uDC00'] },
        },
      }).schema,
    );
    expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/i);
  });

  it('takes links, images and templates apart (B13, A20)', () => {
    expect(
      fieldForm({
        type: 'string',
        description:
          '[x](javascript:alert(1)) ![y](https://a.b) <javascript:z> ${{ t }}\n[r]: https://c.d',
      }).description,
    ).toBe(
      '[x] (javascript:alert(1)) ! [y] (https://a.b) < javascript:z> ${ { t }}\n[r] : https://c.d',
    );
  });

  it('takes tags that load something apart, and leaves placeholders (B13)', () => {
    expect(
      fieldForm({
        type: 'string',
        description:
          '<img src=https://a.b/x.png> <IMG/src=y> <region>-<zone> a<5',
      }).description,
    ).toBe('< img src=https://a.b/x.png> < IMG/src=y> <region>-<zone> a<5');
  });

  it('runs no pattern that runs away (B11)', () => {
    expect(fieldForm({ type: 'string', pattern: '(a+)+$' })).toEqual({
      title: 'X',
      type: 'string',
    });
  });
});
