import { JsonObject } from '../types';
import { Expressions } from './Expressions';
import { checkRules, validateRules } from './validateRules';

let expressions: Expressions;

beforeAll(async () => {
  expressions = await Expressions.load();
});

/** The problems of a value whose schema has these rules. */
function problems(
  schema: JsonObject,
  value: unknown,
  before?: unknown,
): string[] {
  return validateRules(expressions, {
    schema,
    value,
    before,
    path: 'spec',
  }).map(({ field, message }) => `${field}: ${message}`);
}

function ruled(schema: JsonObject, ...rules: Array<string | JsonObject>) {
  return {
    ...schema,
    'x-kubernetes-validations': rules.map(rule =>
      typeof rule === 'string' ? { rule } : rule,
    ),
  };
}

const text = { type: 'string' };
const integer = { type: 'integer' };

describe('validateRules', () => {
  it.each<[string, JsonObject, unknown, unknown]>([
    ['self.min <= self.max', integer, { min: 1, max: 2 }, { min: 3, max: 2 }],
    ['size(self.min) <= 3', text, { min: 'abc' }, { min: 'abcd' }],
    ['has(self.min) || has(self.max)', text, { max: 'a' }, {}],
    ['self.min in ["a", "b"]', text, { min: 'b' }, { min: 'c' }],
    ['self.min.matches("^a+$")', text, { min: 'aa' }, { min: 'ab' }],
    ['self.min.find("[0-9]+") == "12"', text, { min: 'a12' }, { min: 'a' }],
    ['self.min.startsWith("x")', text, { min: 'xy' }, { min: 'y' }],
    ['self.min % 2 == 0', integer, { min: 4 }, { min: 3 }],
    ['!("max" in self)', text, { min: 'a' }, { max: 'a' }],
  ])('%s', (rule, property, good, bad) => {
    const schema = ruled(
      { type: 'object', properties: { min: property, max: property } },
      rule,
    );
    expect(problems(schema, good)).toEqual([]);
    expect(problems(schema, bad)).toEqual([
      `spec: Invalid value: "object": failed rule: ${rule}`,
    ]);
  });

  it('compares with the state before the change only where there is one', () => {
    const schema = ruled(text, { rule: 'self == oldSelf', message: 'fixed' });
    expect(problems(schema, 'a')).toEqual([]);
    expect(problems(schema, 'a', 'a')).toEqual([]);
    expect(problems(schema, 'b', 'a')).toEqual([
      'spec: Invalid value: "string": fixed',
    ]);
    const optional = ruled(text, {
      rule: 'oldSelf.hasValue() || self == "first"',
      optionalOldSelf: true,
    });
    expect(problems(optional, 'second')).toHaveLength(1);
    expect(problems(optional, 'second', 'first')).toEqual([]);
  });

  it('finds the item of before by its key, whatever its position', () => {
    const items = {
      type: 'object',
      properties: { name: text, size: ruled(integer, 'self >= oldSelf') },
    };
    const list = {
      type: 'array',
      items,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
    };
    const before = [
      { name: 'a', size: 1 },
      { name: 'b', size: 5 },
    ];
    expect(problems(list, [{ name: 'b', size: 5 }], before)).toEqual([]);
    expect(problems(list, [{ name: 'b', size: 4 }], before)).toEqual([
      'spec[0].size: Invalid value: "integer": failed rule: self >= oldSelf',
    ]);
    expect(
      problems({ type: 'array', items }, [{ name: 'b', size: 4 }], before),
    ).toEqual([]);
  });

  it('reaches maps, names with signs, and words of the language', () => {
    const schema = ruled(
      {
        type: 'object',
        properties: { 'a-b': integer, 'c.d': integer, namespace: text },
        additionalProperties: ruled(text, 'self != "bad"'),
      },
      'self.a__dash__b < self.c__dot__d && self.__namespace__ == "x"',
    );
    const good = { 'a-b': 1, 'c.d': 2, namespace: 'x' };
    expect(problems(schema, { ...good, other: 'fine' })).toEqual([]);
    expect(problems(schema, { ...good, other: 'bad' })).toEqual([
      'spec[other]: Invalid value: "string": failed rule: self != "bad"',
    ]);
  });

  it('says what the rule says, where the rule says it', () => {
    const schema = ruled(
      { type: 'object', properties: { size: integer } },
      {
        rule: 'self.size < 3',
        messageExpression: '"not " + string(self.size)',
        fieldPath: '.size',
        reason: 'FieldValueForbidden',
      },
    );
    expect(
      validateRules(expressions, {
        schema,
        value: { size: 7 },
        before: undefined,
        path: 'spec',
      }),
    ).toEqual([
      {
        field: 'spec.size',
        reason: 'FieldValueForbidden',
        message: 'Invalid value: "object": not 7',
      },
    ]);
  });

  it('reports a rule that fails while it is evaluated', () => {
    const schema = ruled({ type: 'object' }, 'self.missing == 1');
    expect(problems(schema, {})).toEqual([
      'spec: Invalid value: "object": No such key: missing evaluating rule: self.missing == 1',
    ]);
  });

  it('is not kept busy by a pattern', () => {
    const schema = ruled(text, 'self.matches("(a+)+$")');
    expect(problems(schema, `${'a'.repeat(40)}!`)).toHaveLength(1);
  });
});

describe('checkRules', () => {
  it('refuses what cannot be compiled, by the place of the rule', () => {
    const schema = {
      type: 'object',
      properties: {
        list: { type: 'array', items: ruled(text, 'self ==', 'nothing(self)') },
      },
    };
    expect(
      checkRules(expressions, schema, 'schema').map(
        ({ field, message }) => `${field} ${message}`,
      ),
    ).toEqual([
      'schema.properties[list].items.x-kubernetes-validations[0].rule Invalid value: "self ==": compilation failed: Unexpected token: EOF',
      `schema.properties[list].items.x-kubernetes-validations[1].rule Invalid value: "nothing(self)": compilation failed: found no matching overload for 'nothing(dyn)'`,
    ]);
  });
});
