import fc from 'fast-check';
import { canonicalJson, dedupeKey } from './dedupeKey';
import { parseBody } from './parseBody';

const refusedWith = (bytes: Uint8Array) => () => parseBody(bytes);

describe('parseBody', () => {
  it('gives the text and what it says', () => {
    const text = '{"a":["}{", "\\"[", {"b":null}]}';
    expect(parseBody(Buffer.from(text))).toEqual({
      text,
      json: { a: ['}{', '"[', { b: null }] },
    });
  });

  it.each<[string, Uint8Array, string]>([
    ['nothing', Buffer.alloc(0), 'not JSON'],
    ['text', Buffer.from('Hello, World!'), 'not JSON'],
    ['a form', Buffer.from('payload=%7B%7D'), 'application/json'],
    ['other bytes', Buffer.from([0x22, 0xff, 0xfe, 0x22]), 'not UTF-8'],
    ['a NUL character', Buffer.from('{"a":"\0"}'), 'not JSON'],
  ])('D5: refuses %s', (_name, bytes, message) => {
    expect(refusedWith(bytes)).toThrow(message);
  });

  it('D7: refuses what is nested deeply, without a parser for it', () => {
    const deep = (levels: number) =>
      Buffer.from(`${'['.repeat(levels)}${']'.repeat(levels)}`);
    expect(refusedWith(deep(500_000))).toThrow('deeper than 64 levels');
    expect(refusedWith(Buffer.from('{"a":'.repeat(100_000)))).toThrow(
      'deeper than 64 levels',
    );
    expect(parseBody(deep(64)).json).toHaveLength(1);
    expect(refusedWith(deep(65))).toThrow('deeper than 64 levels');
  });

  it('D7: takes 100,000 keys, and keys that objects have anyway', () => {
    const many = Object.fromEntries(
      Array.from({ length: 100_000 }, (_, index) => [`k${index}`, 0]),
    );
    const { json } = parseBody(Buffer.from(JSON.stringify(many)));
    expect(dedupeKey('flux', undefined, json)).toMatch(/^hash:[0-9a-f]{64}$/);
    const odd = parseBody(
      Buffer.from('{"__proto__":{"polluted":1},"constructor":2}'),
    ).json;
    expect(canonicalJson(odd)).toBe(
      '{"__proto__":{"polluted":1},"constructor":2}',
    );
    expect('polluted' in {}).toBe(false);
  });

  it('D5: throws nothing but a refusal, whatever comes', () => {
    const refusal = (bytes: Uint8Array): unknown => {
      try {
        parseBody(bytes);
        return 'bad-body';
      } catch (error) {
        return (error as { code?: unknown }).code;
      }
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        expect(refusal(bytes)).toBe('bad-body');
      }),
    );
  });
});

describe('dedupeKey', () => {
  it('takes the same word of a CI a minute later for news: a tag may be pushed again', () => {
    const key = (now: number) =>
      dedupeKey('ci', undefined, { event: 'artifact.available' }, now);
    expect(key(1_790_000_041_000)).toBe(key(1_790_000_042_000));
    expect(key(1_790_000_041_000)).not.toBe(key(1_790_000_101_000));
  });

  it("takes GitHub's id, and for others what the body says", () => {
    const id = '72D3162E-cc78-11e3-81ab-4c9367dc0958';
    expect(dedupeKey('github', id, {})).toBe(`id:${id.toLowerCase()}`);
    expect(dedupeKey('github', 'not an id!', { a: 1 })).toMatch(/^hash:/);
    expect(dedupeKey('flux', id, { a: 1 })).toMatch(/^hash:/);
    expect(dedupeKey('flux', undefined, { a: 1, b: [1, 2] })).toBe(
      dedupeKey('flux', undefined, { b: [1, 2], a: 1 }),
    );
    expect(dedupeKey('flux', undefined, { a: [1, 2] })).not.toBe(
      dedupeKey('flux', undefined, { a: [2, 1] }),
    );
  });

  it('is the same for the same JSON in any order', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), object => {
        const turned = Object.fromEntries(Object.entries(object).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(object));
        expect(JSON.parse(canonicalJson(object))).toEqual(
          JSON.parse(JSON.stringify(object)),
        );
      }),
    );
  });
});
