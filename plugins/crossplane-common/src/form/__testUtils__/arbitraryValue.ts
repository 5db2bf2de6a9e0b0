import { JsonObject, JsonValue } from '@backstage/types';
import fc from 'fast-check';
import { isJsonObject, ownValue, setOwn } from '../../json';
import { mergeAllOf } from '../mergeAllOf';

/** Patterns whose values can be generated; the last ones are for the server only. */
export const PATTERNS = [
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  /^[0-9]+(Gi|Mi)$/,
  /^v[0-9]+$/,
  /^(a+)+$/,
];

const COUNT = { min: -1_000_000, max: 1_000_000 };

const mapKey = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/),
  fc.constantFrom('example.org/role', 'a.b', '0', 'größe', 'with space'),
);

/** What anybody may write where no schema says anything. */
const anything: fc.Arbitrary<JsonValue> = fc
  .jsonValue({ maxDepth: 2 })
  .map(value => JSON.parse(JSON.stringify(value)));

/** Data that a cluster accepts for a schema, without the `null` that it would remove. */
export function arbitraryValue(
  schema: JsonObject,
  options: { allowNull?: boolean } = {},
): fc.Arbitrary<JsonValue> {
  const value = nonNullValue(mergeAllOf(schema));
  const allowNull = options.allowNull ?? true;
  return allowNull && schema.nullable === true
    ? fc.oneof(
        { weight: 3, arbitrary: value },
        { weight: 1, arbitrary: fc.constant(null) },
      )
    : value;
}

function nonNullValue(schema: JsonObject): fc.Arbitrary<JsonValue> {
  if (Array.isArray(schema.enum)) {
    const values: JsonValue[] = schema.enum.filter(item => item !== null);
    return fc.constantFrom(...values);
  }
  switch (schema.type) {
    case 'string':
      return stringValue(schema);
    case 'integer':
      return fc.integer(limits(schema));
    case 'number':
      return fc
        .double({ ...limits(schema), noNaN: true, noDefaultInfinity: true })
        .map(value => (value === 0 ? 0 : value))
        .filter(
          value => value > limits(schema).min || !schema.exclusiveMinimum,
        );
    case 'boolean':
      return fc.boolean();
    case 'array':
      return listValue(schema);
    case 'object':
      return objectValue(schema);
    default:
      return isIntOrString(schema)
        ? fc.oneof(
            fc.integer(),
            fc.string({ maxLength: 8 }),
            fc.constantFrom('80', '"80"', '50%', '-1', '007', '1e3', ''),
          )
        : anything.filter(value => value !== null);
  }
}

function isIntOrString(schema: JsonObject): boolean {
  return (
    schema['x-kubernetes-int-or-string'] === true || Array.isArray(schema.anyOf)
  );
}

function stringValue(schema: JsonObject): fc.Arbitrary<JsonValue> {
  const pattern = PATTERNS.find(({ source }) => source === schema.pattern);
  if (pattern) {
    return fc.stringMatching(pattern).filter(value => value.length < 100);
  }
  if (schema.format === 'ipv4') {
    return fc.ipV4().filter(value => /^\d+\.\d+\.\d+\.\d+$/.test(value));
  }
  if (Array.isArray(schema.anyOf)) {
    return fc.oneof(
      fc.string({ maxLength: 3 }),
      fc.string({ minLength: 6, maxLength: 9 }),
    );
  }
  const minLength = Number(schema.minLength ?? 0);
  return fc.oneof(
    fc.string({
      minLength,
      maxLength: Number(schema.maxLength ?? minLength + 10),
    }),
    ...(minLength === 0 && schema.maxLength === undefined
      ? [fc.constantFrom('', 'null', 'a: b', 'line\nline', '${{ x }}', 'ß𝒳')]
      : []),
  );
}

function limits(schema: JsonObject): { min: number; max: number } {
  const min = Number(schema.minimum ?? COUNT.min);
  const isExclusive =
    schema.exclusiveMinimum === true && schema.type === 'integer';
  return {
    min: isExclusive ? min + 1 : min,
    max: Number(schema.maximum ?? COUNT.max),
  };
}

function listValue(schema: JsonObject): fc.Arbitrary<JsonValue> {
  if (!isJsonObject(schema.items)) {
    return fc.array(anything, { maxLength: 3 });
  }
  const items = arbitraryValue(schema.items);
  const minLength = Number(schema.minItems ?? 0);
  const maxLength = minLength + 2;
  return schema['x-kubernetes-list-type'] === 'set'
    ? fc.uniqueArray(items, { maxLength: 2 })
    : fc.array(items, { minLength, maxLength });
}

/** What a cluster keeps of a resource inside of another one, whatever its schema names. */
const resourceFields: fc.Arbitrary<Array<[string, JsonValue | undefined]>> = fc
  .record({
    apiVersion: fc.constantFrom('v1', 'apps/v1'),
    kind: fc.constantFrom('ConfigMap', 'Deployment'),
    metadata: fc.constantFrom<JsonValue | undefined>(
      undefined,
      { name: 'a' },
      { labels: { 'a.b/c': 'd' }, annotations: { e: '' } },
      { namespace: 'b', finalizers: ['c'], generateName: 'd' },
    ),
  })
  .map(fields => Object.entries(fields));

function objectValue(schema: JsonObject): fc.Arbitrary<JsonValue> {
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (isJsonObject(schema.additionalProperties)) {
    const minLength = Number(schema.minProperties ?? 0);
    return entriesObject(
      fc.uniqueArray(
        fc.tuple(mapKey, arbitraryValue(schema.additionalProperties)),
        { selector: ([key]) => key, minLength, maxLength: minLength + 2 },
      ),
    );
  }
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  const fields = Object.keys(properties).map(name => {
    const child = ownValue(properties, name);
    const value = arbitraryValue(isJsonObject(child) ? child : {});
    return (
      required.includes(name) ? value : fc.option(value, { nil: undefined })
    ).map((item): [string, JsonValue | undefined] => [name, item]);
  });
  const known = fc.tuple(...fields);
  const other = open
    ? fc.array(fc.tuple(fc.stringMatching(/^other[a-z]{1,4}$/), anything), {
        maxLength: 2,
      })
    : fc.constant<Array<[string, JsonValue]>>([]);
  const ofResource =
    schema['x-kubernetes-embedded-resource'] === true && fields.length > 0
      ? resourceFields
      : fc.constant<Array<[string, JsonValue | undefined]>>([]);
  return entriesObject(
    fc.tuple(ofResource, known, other).map(([a, b, c]) => [...a, ...b, ...c]),
  );
}

function entriesObject(
  entries: fc.Arbitrary<Array<[string, JsonValue | undefined]>>,
): fc.Arbitrary<JsonObject> {
  return entries.map(list => {
    const result: JsonObject = {};
    for (const [name, value] of list) {
      if (value !== undefined) {
        setOwn(result, name, value);
      }
    }
    return result;
  });
}
