import { JsonObject, JsonValue } from '@backstage/types';
import fc from 'fast-check';

/** Text that some reader of YAML, Markdown or a template could take for more than text. */
export const hostileText = fc.oneof(
  fc.string(),
  fc.constantFrom(
    'a\nkind: ClusterRole',
    'yes',
    '1e3',
    '0o17',
    '!!js/function x',
    '&a',
    '*a',
    '---\nkind: X',
    '${{ secrets.TOKEN }}',
    '{{ 1 }}',
    'a\u2028b',
    'a\u0085b',
    '\u0000',
    '# no comment',
    '- x',
    '~',
    '2001-01-01',
    '`',
    '|',
  ),
);

/** Data that fits a schema in most of its rules; callers filter by validation. */
export function arbitrarySpec(schema: JsonObject): fc.Arbitrary<JsonValue> {
  if (Array.isArray(schema.enum) && schema.enum.length > 0) {
    return fc.constantFrom(...schema.enum.filter(item => item !== null));
  }
  if (schema['x-kubernetes-int-or-string'] === true) {
    return fc.oneof(fc.integer({ min: 0, max: 99 }), fc.constant('50%'));
  }
  switch (schema.type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({
        min: numberOf(schema.minimum, -100),
        max: numberOf(schema.maximum, numberOf(schema.minimum, -100) + 1000),
      });
    case 'number':
      return fc
        .integer({ min: 0, max: 1000 })
        .map(value => numberOf(schema.minimum, 0) + value / 4);
    case 'array':
      return fc.array(arbitrarySpec(objectOf(schema.items)), {
        minLength: numberOf(schema.minItems, 0),
        maxLength: Math.min(
          numberOf(schema.maxItems, 3),
          numberOf(schema.minItems, 0) + 3,
        ),
      });
    case 'object':
      return arbitraryObject(schema);
    case 'string':
      return arbitraryText(schema);
    default:
      return fc.oneof(fc.string(), fc.integer(), fc.boolean());
  }
}

function arbitraryObject(schema: JsonObject): fc.Arbitrary<JsonValue> {
  const properties = objectOf(schema.properties);
  const names = Object.keys(properties);
  if (names.length > 0) {
    const required = Array.isArray(schema.required) ? schema.required : [];
    return fc.record(
      Object.fromEntries(
        names.map(name => [name, arbitrarySpec(objectOf(properties[name]))]),
      ),
      { requiredKeys: names.filter(name => required.includes(name)) },
    );
  }
  const values =
    typeof schema.additionalProperties === 'object'
      ? arbitrarySpec(objectOf(schema.additionalProperties))
      : fc.oneof(hostileText, fc.integer(), fc.boolean());
  return fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), values, {
    maxKeys: 3,
  });
}

const FORMATS: Record<string, fc.Arbitrary<string>> = {
  byte: fc.base64String(),
  cidr: fc.constantFrom('10.0.0.0/8', '2001:db8::/32'),
  date: fc.constantFrom('2026-01-31', '2000-02-29'),
  'date-time': fc.constantFrom('2026-01-31T12:00:00Z'),
  duration: fc.constantFrom('30s', '1h30m', '2 days'),
  email: fc.constantFrom('a@example.org', 'first.last@example.org'),
  hostname: fc.constantFrom('example.org', 'a'),
  ipv4: fc.ipV4(),
  ipv6: fc.constantFrom('::1', '2001:db8::1'),
  mac: fc.constantFrom('00:00:5e:00:53:01'),
  uri: fc.constantFrom('https://example.org/a?b=c#d', '/a/b'),
  uuid: fc.uuid(),
};

function arbitraryText(schema: JsonObject): fc.Arbitrary<string> {
  const { pattern, format } = schema;
  if (typeof format === 'string' && Object.hasOwn(FORMATS, format)) {
    return FORMATS[format];
  }
  const text =
    typeof pattern === 'string'
      ? matching(pattern) ?? hostileText
      : hostileText;
  return fc.oneof(
    text,
    fc.string({
      minLength: numberOf(schema.minLength, 0),
      maxLength: Math.min(numberOf(schema.maxLength, 20), 60),
    }),
  );
}

/** Text for a pattern that the generator knows; the others are left to chance. */
function matching(pattern: string): fc.Arbitrary<string> | undefined {
  try {
    return fc.stringMatching(new RegExp(pattern));
  } catch {
    return undefined;
  }
}

function numberOf(value: JsonValue | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? value
    : {};
}
