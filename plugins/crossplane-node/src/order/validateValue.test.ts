import { JsonObject, JsonValue } from '@backstage/types';
import {
  CompositeResourceDefinition,
  parseXrd,
} from '@openportal/plugin-crossplane-common';
import {
  giantXrds,
  hostileXrds,
} from '@openportal/plugin-crossplane-common/testing';
import { patternUsage } from './compilePattern';
import { checkManifest } from './validateManifest';
import { validateValue } from './validateValue';

const XRDS: Record<string, JsonObject> = { ...giantXrds(), ...hostileXrds() };

async function check(name: string, spec: JsonObject) {
  const { xrd, problems } = parseXrd(XRDS[name]);
  if (!xrd) {
    throw new Error(`${name}: ${JSON.stringify(problems)}`);
  }
  const { problems: found, notChecked } = await checkManifest(xrd, {
    apiVersion: `${xrd.group}/v1`,
    kind: xrd.orderable.kind,
    metadata: { name: 'www', namespace: 'team-alpha' },
    spec,
  });
  return {
    problems: found,
    notChecked: notChecked.map(({ message }) => message),
  };
}

function schemaOf(name: string): JsonObject {
  const { xrd } = parseXrd(XRDS[name]);
  const properties = xrd?.current.schema?.properties as JsonObject;
  return properties.spec as JsonObject;
}

function nested(depth: number, leaf: JsonValue, field = 'a'): JsonValue {
  let value = leaf;
  for (let level = 0; level < depth; level += 1) {
    value = { [field]: value };
  }
  return value;
}

describe('validateValue, of schemas as large as a cluster takes them', () => {
  it.each(Object.keys(XRDS))(
    'B10: %s costs nothing that an order leaves out',
    name => {
      const { compilations } = patternUsage();
      const { work, unchecked } = validateValue(schemaOf(name), {});
      expect(work.parts).toBeLessThan(10);
      expect(unchecked).toEqual([]);
      expect(patternUsage().compilations).toBe(compilations);
    },
  );

  it('B11: compiles the patterns only that an order comes to', () => {
    const { compilations } = patternUsage();
    const { work, errors } = validateValue(
      schemaOf('thousands-of-repeating-patterns'),
      { field1: 'ax1', field2: 'ab' },
    );
    expect(work.patterns).toBe(2);
    expect(patternUsage().compilations).toBe(compilations + 2);
    expect(errors.map(({ instancePath }) => instancePath)).toEqual(['/field2']);
  });

  it('B11: says which patterns are left to the cluster', async () => {
    const { compilations } = patternUsage();
    const result = await check('repetitions-of-repetitions', {
      field0: 'a',
      field1: 'x',
      field2: 'b',
    });
    expect(result).toEqual({
      problems: [],
      notChecked: [
        expect.stringMatching(
          /^spec.field0 of repetitions.hostile.example.org: the pattern '.*' compiles to about [3-9]\d{4} instructions, and the portal takes at most 10000$/,
        ),
        expect.stringMatching(
          /^spec.field2 of repetitions.hostile.example.org: the pattern 'a0\|a1\|.*…' has 688889 characters, and the portal takes at most 4096$/,
        ),
      ],
    });
    expect(patternUsage().compilations - compilations).toBeLessThanOrEqual(1);
  });

  it('B11: has a limit for all patterns of an order together', async () => {
    const spec = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [
        `field${index}`,
        `ax${index}`,
      ]),
    );
    spec.field499 = 'longer than five';
    const { compilations } = patternUsage();
    const { problems, notChecked } = await check(
      'thousands-of-repeating-patterns',
      spec,
    );
    expect(patternUsage().compilations - compilations).toBeLessThan(20);
    expect(patternUsage().keptUnits).toBeLessThanOrEqual(300_000);
    expect(notChecked).toHaveLength(11);
    expect(notChecked[0]).toMatch(/comes after others that take \d+ instr/);
    expect(notChecked[10]).toMatch(/^and 4[789]\d more rules$/);
    // All other rules are still looked at.
    expect(problems).toEqual([
      {
        path: 'spec.field499',
        message: expect.stringMatching(/must NOT have more than 5 characters$/),
      },
    ]);
  });

  it('B10: finds a mistake in a field among thousands, and at the end of two hundred levels', async () => {
    const found = await check('thousands-of-objects-with-defaults', {
      field7299: { a: 'v9', c: ['x'] },
      field9999: {},
    });
    expect(found.problems.map(({ path }) => path)).toEqual([
      'spec.field9999',
      'spec.field7299.a',
      'spec.field7299.c.0',
    ]);
    let deep: JsonValue = 1;
    for (let level = 200; level > 0; level -= 1) {
      deep = { name: 'a', [`level${level}`]: deep };
    }
    const { problems, notChecked } = await check(
      'depth-two-hundred',
      deep as JsonObject,
    );
    expect(notChecked).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0].message).toMatch(/level200 is 1: it must be string$/);
  });

  it('B10: compiles nothing of what the shape of a value shows to fit', () => {
    const { work, errors } = validateValue(schemaOf('depth-two-hundred'), {
      name: 'a',
      level1: nested(1, { name: 'c', level3: { name: 'd' } }, 'level2'),
    });
    // The objects without a name are left, down to the first one.
    expect(errors.map(({ instancePath }) => instancePath)).toContain('/level1');
    expect(work.parts).toBeLessThan(6);
    expect(
      validateValue(schemaOf('two-thousand-properties'), {}).errors.length,
    ).toBeGreaterThan(10);
  });

  it.each<[string, JsonObject, string[]]>([
    ['fit', { a: 'v0', c: ['xx'] }, []],
    [
      'are wrong',
      { a: 'v9', c: ['x'] },
      ['spec.field0.a', 'spec has 2990 more problems'],
    ],
  ])(
    'B10: looks at each of 1,500 objects, of which all %s',
    async (_, item, expected) => {
      const { problems, notChecked } = await check(
        'thousands-of-objects-with-defaults',
        repeated(1500, () => item),
      );
      expect(notChecked).toEqual([]);
      expect(
        [problems[0]?.path, problems.at(-1)?.message].filter(Boolean),
      ).toEqual(expected);
    },
  );

  it('B10: checks all of fourteen thousand fields, and everything else has its turn meanwhile', async () => {
    const { xrd } = parseXrd(fieldsXrd(14_000));
    let turns = 0;
    let isDone = false;
    const count = () => {
      turns += 1;
      if (!isDone) {
        setImmediate(count);
      }
    };
    setImmediate(count);
    const { problems, notChecked } = await checkManifest(
      xrd as CompositeResourceDefinition,
      {
        apiVersion: 'example.org/v1',
        kind: 'Field',
        metadata: { name: 'www', namespace: 'team-alpha' },
        spec: repeated(14_000, index => (index % 2 ? 'a' : 'WRONG')),
      },
    );
    isDone = true;
    expect(notChecked).toEqual([]);
    expect(problems.at(-1)?.message).toBe('spec has 6990 more problems');
    expect(turns).toBeGreaterThan(40);
  });

  it('B10: leaves to the cluster what would take too long, by name', () => {
    const { errors, unchecked } = validateValue(
      {
        type: 'object',
        properties: repeated(7000, () => ({
          type: 'string',
          anyOf: [{ enum: ['a'] }, { enum: ['b'] }],
        })),
      },
      repeated(7000, index => (index < 10 ? 'WRONG' : 'b')),
    );
    expect(new Set(errors.map(({ instancePath }) => instancePath)).size).toBe(
      10,
    );
    expect(unchecked.length).toBeGreaterThan(10);
    expect(unchecked.length).toBeLessThan(1000);
    expect(unchecked[0]).toEqual({
      instancePath: expect.stringMatching(/^\/field6[3-9]\d\d$/),
      reason: expect.stringMatching(
        /^comes after what makes \d+ parts of the schema, and the portal checks at most 20000 of an order$/,
      ),
    });
  });

  it('B10: names the limit for choices that cannot be checked one by one', () => {
    const anyOf = Array.from({ length: 1000 }, (_, index) => ({
      minLength: index + 10,
    }));
    const { unchecked, errors } = validateValue(
      {
        type: 'object',
        properties: {
          a: { type: 'string', anyOf },
          b: { type: 'string', enum: ['x'] },
        },
      },
      { a: 'text', b: 'y' },
    );
    expect(unchecked).toEqual([
      {
        instancePath: '/a',
        reason: expect.stringMatching(
          /^comes to 10\d\d parts of the schema that belong together, and the portal checks at most 900 of these$/,
        ),
      },
    ]);
    expect(errors.map(({ instancePath }) => instancePath)).toEqual(['/b']);
  });

  it('B10: fills in no more defaults than can be looked at', () => {
    const { work, unchecked } = validateValue(rowsSchema(500), {
      rows: Array.from({ length: 20_000 }, () => ({})),
    });
    expect(unchecked).toEqual([
      {
        instancePath: '',
        reason:
          'comes to more than 100000 values with the defaults of the schema, and the portal fills in no more',
      },
    ]);
    expect(work.parts).toBe(0);
    const few = Array.from({ length: 150 }, (_, index) =>
      index === 149 ? { field0: 'WRONG' } : {},
    );
    expect(
      validateValue(rowsSchema(500), { rows: few }).errors.map(
        ({ instancePath }) => instancePath,
      ),
    ).toEqual(['/rows/149/field0']);
  });

  it.each<[string, JsonObject, string]>([
    [
      'values',
      { rows: Array.from({ length: 60_000 }, () => ({})) },
      'has more than 50000 values',
    ],
    ['text', { text: 'x'.repeat(600_000) }, 'is larger than 512 KiB'],
    [
      'levels',
      nested(100_000, {}) as JsonObject,
      'is nested more than 250 levels deep',
    ],
  ])(
    'B10: names the limit for a manifest of endless %s',
    async (_, spec, limit) => {
      const { problems } = await check('tree-of-choices', spec);
      expect(problems).toEqual([
        {
          path: 'spec',
          message: `spec ${limit}: that is more than can be ordered of trees.hostile.example.org. Leave out what is not needed, or make several orders of it`,
        },
      ]);
    },
  );
});

function repeated(
  count: number,
  value: (index: number) => JsonValue,
): JsonObject {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `field${index}`,
      value(index),
    ]),
  );
}

function fieldsXrd(count: number): JsonObject {
  const properties = repeated(count, () => ({
    type: 'string',
    enum: ['a', 'b'],
  }));
  return {
    apiVersion: 'apiextensions.crossplane.io/v2',
    kind: 'CompositeResourceDefinition',
    metadata: { name: 'fields.example.org' },
    spec: {
      group: 'example.org',
      scope: 'Namespaced',
      names: { kind: 'Field', plural: 'fields' },
      versions: [
        {
          name: 'v1',
          served: true,
          referenceable: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: { spec: { type: 'object', properties } },
            },
          },
        },
      ],
    },
  };
}

function rowsSchema(defaults: number): JsonObject {
  return {
    type: 'object',
    properties: {
      rows: {
        type: 'array',
        items: {
          type: 'object',
          properties: repeated(defaults, () => ({
            type: 'string',
            enum: ['a', 'b'],
            default: 'a',
          })),
        },
      },
    },
  };
}

describe('validateValue', () => {
  const huge = Array.from({ length: 2000 }, (_, index) => `a${index}`).join(
    '|',
  );

  it.each<[string, JsonObject]>([
    ['not', { not: { pattern: huge } }],
    ['oneOf', { oneOf: [{ pattern: huge }, { minLength: 1 }] }],
    ['anyOf', { anyOf: [{ pattern: huge }, { maxLength: 0 }] }],
  ])('refuses nothing by a pattern that was not checked, in %s', (_, rule) => {
    const { errors, unchecked } = validateValue(
      { type: 'object', properties: { a: { type: 'string', ...rule } } },
      { a: 'a0' },
    );
    expect(errors).toEqual([]);
    expect(unchecked).toHaveLength(1);
  });

  it('says so when Kubernetes knows no such pattern, or the schema is none', () => {
    expect(
      validateValue({ type: 'string', pattern: '(?<a>b)\\1' }, 'b').unchecked,
    ).toEqual([
      { instancePath: '', reason: expect.stringMatching(/^the pattern '/) },
    ]);
    expect(
      validateValue({ type: 'string', minLength: 'x' }, 'b').unchecked,
    ).toEqual([
      {
        instancePath: '',
        reason: expect.stringMatching(/^has a schema that cannot be read: /),
      },
    ]);
  });

  it('takes a field called __proto__ for a field, and only where the schema has it', () => {
    const schema: JsonObject = JSON.parse(
      '{"type":"object","required":["__proto__"],"properties":{"__proto__":{"type":"string"}}}',
    );
    const keywordsOf = (text: string) =>
      validateValue(schema, JSON.parse(text)).errors.map(
        ({ keyword, instancePath }) => [keyword, instancePath],
      );
    expect(keywordsOf('{"__proto__":"a"}')).toEqual([]);
    expect(keywordsOf('{"__proto__":1}')).toEqual([['type', '/__proto__']]);
    expect(keywordsOf('{}')).toEqual([['required', '']]);
    expect(
      validateValue(
        { type: 'object', properties: { a: {} } },
        JSON.parse('{"__proto__":1}'),
      ).errors.map(({ keyword }) => keyword),
    ).toEqual(['additionalProperties']);
  });

  it('B11: ignores what no cluster takes in a schema, such as patterns for names', () => {
    const schema: JsonObject = {
      type: 'object',
      patternProperties: { '^(a+)+$': { type: 'string' } },
      propertyNames: { pattern: '^(a+)+$' },
      additionalProperties: { type: 'integer' },
      if: { required: ['b'] },
      then: { required: ['c'] },
      uniqueItems: true,
    };
    const started = performance.now();
    const { errors, unchecked } = validateValue(schema, {
      [`${'a'.repeat(40)}!`]: 1,
      b: 2,
    });
    expect({ errors, unchecked }).toEqual({ errors: [], unchecked: [] });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('fills in defaults before it looks at choices, as a cluster does', () => {
    const schema: JsonObject = {
      type: 'object',
      properties: {
        a: {
          type: 'object',
          default: {},
          properties: { b: { type: 'string', default: 'c' } },
        },
      },
      anyOf: [{ properties: { a: { required: ['b'] } }, required: ['a'] }],
    };
    expect(validateValue(schema, {}).errors).toEqual([]);
    expect(validateValue(schema, { a: null }).errors).toEqual([]);
  });

  it('takes every price as a multiple of a cent, and nothing between', () => {
    const schema: JsonObject = { type: 'number', multipleOf: 0.01 };
    const refused = Array.from({ length: 10_000 }, (_, index) =>
      Number(((index + 1) / 100).toFixed(2)),
    ).filter(price => validatePrice(schema, price).length > 0);
    expect(refused).toEqual([]);
    for (const price of [0.001, 0.005, 19.995, 99.999, -0.015]) {
      expect(validatePrice(schema, price)).toEqual(['multipleOf']);
    }
    expect(validatePrice({ type: 'number', multipleOf: 0.1 }, 0.3)).toEqual([]);
    expect(validatePrice({ type: 'integer', multipleOf: 5 }, 12)).toEqual([
      'multipleOf',
    ]);
  });
});

function validatePrice(schema: JsonObject, price: number): string[] {
  return validateValue(schema, price).errors.map(({ keyword }) => keyword);
}
