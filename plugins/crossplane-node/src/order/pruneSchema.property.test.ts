import { JsonObject, JsonValue } from '@backstage/types';
import type { ErrorObject } from 'ajv';
import fc from 'fast-check';
import { compileSchema } from './compileSchema';
import { fillDefaults } from './fillDefaults';
import { PortionChecks } from './PortionChecks';
import { pruneSchema } from './pruneSchema';

const RUNS = Number(process.env.FORM_PROPERTY_RUNS ?? 100);

const name = fc.constantFrom('a', 'b', 'c', 'constructor', '__proto__', '0');
const scalar: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue>('', 'x', 'xyz', null, true, 0.5),
  fc.integer({ min: -3, max: 9 }),
);
const { value } = fc.letrec<{ value: JsonValue }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'large' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }).map(toObject),
  ),
}));
const { schema } = fc.letrec<{ schema: JsonObject }>(tie => {
  const schemas = fc.array(tie('schema'), { minLength: 1, maxLength: 3 });
  return {
    schema: fc.oneof(
      { maxDepth: 4, depthSize: 'large' },
      fc.record<JsonObject>(
        {
          type: fc.constantFrom('string', 'integer', 'number', 'boolean'),
          default: scalar,
          description: fc.constant('text'),
        },
        { requiredKeys: ['type'] },
      ),
      fc.record<JsonObject>(
        {
          type: fc.constantFrom('object', 'array', 'string', 'integer'),
          properties: fc
            .array(fc.tuple(name, tie('schema')), { maxLength: 4 })
            .map(toObject),
          additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
          items: tie('schema'),
          required: fc.uniqueArray(name, { maxLength: 3 }),
          enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }),
          nullable: fc.boolean(),
          default: value,
          minLength: fc.nat(2),
          pattern: fc.constantFrom('^x', 'z$', '^(x{1,30}){2}$'),
          multipleOf: fc.constantFrom(0.5, 2),
          maxProperties: fc.nat(3),
          minItems: fc.nat(2),
          allOf: schemas,
          anyOf: schemas,
          oneOf: schemas,
          not: tie('schema'),
          'x-kubernetes-preserve-unknown-fields': fc.constant(true),
          'x-kubernetes-int-or-string': fc.constant(true),
          'x-kubernetes-embedded-resource': fc.constant(true),
        },
        { requiredKeys: [] },
      ),
    ),
  };
});

function filledIn(whole: JsonObject, given: JsonValue): JsonValue {
  const filled = structuredClone(given);
  fillDefaults(whole, filled);
  return filled;
}

describe('pruneSchema', () => {
  it('gives every value the verdict and the errors of the whole schema', () => {
    fc.assert(
      fc.property(schema, value, (whole, given) => {
        const filled = filledIn(whole, given);
        const before = JSON.stringify([whole, filled]);
        const pruned = pruneSchema(whole, filled).schema;
        expect(JSON.stringify([whole, filled])).toBe(before);
        expect(errorsOf(pruned, filled)).toEqual(errorsOf(whole, filled));
      }),
      { numRuns: RUNS },
    );
  });

  it('gives every value the errors of the whole schema when it is checked in the smallest portions', () => {
    let portions = 0;
    fc.assert(
      fc.property(schema, value, (whole, given) => {
        const filled = filledIn(whole, given);
        const checks = new PortionChecks({ parts: 1, steps: 1 });
        portions += [...checks.run(pruneSchema(whole, filled), filled)].length;
        expect(checks.unchecked).toEqual([]);
        expect(describeErrors(checks.errors)).toEqual(errorsOf(whole, filled));
      }),
      { numRuns: RUNS },
    );
    expect(portions).toBeGreaterThan(RUNS);
  });

  it('is shown by examples of both verdicts, and of something to prune', () => {
    const examples = fc
      .sample(fc.tuple(schema, value), { numRuns: 150, seed: 20_261_121 })
      .map(([whole, given]) => {
        const filled = filledIn(whole, given);
        const pruned = pruneSchema(whole, filled).schema;
        return {
          isRefused: errorsOf(pruned, filled).length > 0,
          isSmaller:
            JSON.stringify(pruned).length < JSON.stringify(whole).length,
        };
      });
    const count = (of: (example: (typeof examples)[number]) => boolean) =>
      examples.filter(of).length;
    expect(count(({ isRefused }) => isRefused)).toBeGreaterThan(20);
    expect(count(({ isRefused }) => !isRefused)).toBeGreaterThan(5);
    expect(count(({ isSmaller }) => isSmaller)).toBeGreaterThan(50);
  });
});

function errorsOf(of: JsonObject, at: JsonValue): string[] {
  const validate = compileSchema(of);
  return validate(at) ? [] : describeErrors(validate.errors ?? []);
}

function describeErrors(errors: ErrorObject[]): string[] {
  return errors
    .map(({ instancePath, keyword, params }) =>
      JSON.stringify([instancePath, keyword, params]),
    )
    .sort();
}

/** As `JSON.parse` does it: `__proto__` is a field like any other. */
function toObject(entries: Array<[string, JsonValue]>): JsonObject {
  return JSON.parse(
    `{${entries
      .map(([key, item]) => `${JSON.stringify(key)}:${JSON.stringify(item)}`)
      .join(',')}}`,
  );
}
