import { JsonObject } from '@backstage/types';
import { dnsRecordXrd } from '../__testUtils__/dnsRecordXrd';
import { ExpressionReader } from './cel/ExpressionReader';
import { lintXrd } from './lintXrd';

let expressions: ExpressionReader;

beforeAll(async () => {
  expressions = await ExpressionReader.load();
});

const SPEC =
  'spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.a';

/** What is said about a field of the spec: severity and path below the field, and reason. */
function findings(schema: JsonObject): Array<[string, string]> {
  return lintXrd(
    dnsRecordXrd({ schema: { type: 'object', properties: { a: schema } } }),
    { prefix: 'terasky.backstage.io', expressions },
  )
    .filter(({ path }) => path.startsWith(SPEC))
    .map(({ severity, path, reason }) => [
      `${severity} ${path.slice(SPEC.length)}`,
      reason,
    ]);
}

const RULE = '.x-kubernetes-validations[0]';

function ruled(rule: JsonObject, schema: JsonObject = { type: 'string' }) {
  return { ...schema, 'x-kubernetes-validations': [rule] };
}

describe('the rules of a field', () => {
  it.each([
    'self.startsWith("a")',
    'self == oldSelf',
    'self.size() > 1 && size(self) < 3',
    '!has(self.a) || self.a in ["x", "y",]',
    'self.all(x, self.exists_one(y, x == y))',
    'self.all(i, v, v > i)',
    'self.map(x, x.kind == "a", x.name).isSorted()',
    'self.transformList(i, v, v * 2).sum() > 1',
    'quantity(self).isLessThan(quantity("10Gi"))',
    'isURL(self) && url(self).getHostname() == "a"',
    'ip.isCanonical(self) && cidr("10.0.0.0/8").containsIP(self)',
    '!format.dns1123Label().validate(self).hasValue()',
    'sets.contains(self, ["a"])',
    'self.?a.?b.orValue("") == "" || self[?0].hasValue()',
    'type(self) == string && duration("1h") > duration("1m")',
    'self.matches(r"^\\d+$") && self.__namespace__ == b"x"',
    'semver(self).major() > 1u // for all of them',
    '  self != null\n',
  ])('may be %s', rule => {
    expect(findings(ruled({ rule }))).toEqual([]);
  });

  it.each([
    ['this is not CEL ((', "Unexpected character: 's' at character 6"],
    ['self = "a"', 'Unexpected character: ='],
    ['self == "a" and true', "Unexpected character: 'd'"],
    ['self.a[', 'Unexpected token: EOF'],
    ['self.exists(x, x == 1', 'Expected RPAREN, got EOF'],
    ['"open', 'Unterminated string'],
  ])('do not parse when they are %s', (rule, reason) => {
    const message = `${JSON.stringify(rule)} is no expression: ${reason}`;
    expect(findings(ruled({ rule }))).toEqual([
      [`error ${RULE}.rule`, expect.stringContaining(message)],
    ]);
    expect(
      findings(ruled({ rule: 'self != ""', messageExpression: rule })),
    ).toEqual([
      [`error ${RULE}.messageExpression`, expect.stringContaining(message)],
    ]);
  });

  it.each([
    ['frobnicate(self)', 'frobnicate'],
    ['self.frobnicate(1) > 2', 'frobnicate'],
    ['cel.bind(x, self, x != "")', 'bind'],
    ['self.all(x, math.greatest(x, 1) > 2)', 'greatest'],
  ])('call a function that is not known: %s', (rule, name) => {
    expect(findings(ruled({ rule }))).toEqual([
      [
        `warning ${RULE}.rule`,
        `calls ${name}(), which is no function of Kubernetes that is known here`,
      ],
    ]);
  });

  it('name something that is not there', () => {
    expect(findings(ruled({ rule: 'slef == "" || self != ""' }))).toEqual([
      [
        `error ${RULE}.rule`,
        "names 'slef', which is nothing: a rule knows self and oldSelf",
      ],
    ]);
  });

  it.each(['self.`a-b` == 1', '(('.repeat(5_000), '[1,'.repeat(20_000)])(
    'are left to the server when they cannot be read: %.20s',
    rule => {
      expect(findings(ruled({ rule }))).toEqual([
        [
          `warning ${RULE}.rule`,
          expect.stringMatching(/not checked|too large/),
        ],
      ]);
    },
  );

  it.each<[string, JsonObject, string]>([
    [
      'optionalOldSelf without oldSelf',
      { rule: 'self != ""', optionalOldSelf: true },
      '.optionalOldSelf',
    ],
    [
      'optionalOldSelf: false without oldSelf',
      { rule: 'self != "oldSelf"', optionalOldSelf: false },
      '.optionalOldSelf',
    ],
    ['an empty rule', { rule: ' ' }, '.rule'],
    ['an empty message', { rule: 'self != ""', message: ' ' }, '.message'],
    [
      'a message of two lines',
      { rule: 'self != ""', message: 'a\nb' },
      '.message',
    ],
    [
      'two lines without a message',
      { rule: 'self != "" ||\nself == "x"', messageExpression: 'self' },
      '.message',
    ],
    [
      'an empty expression for the message',
      { rule: 'self != ""', messageExpression: '\n' },
      '.messageExpression',
    ],
    [
      'another reason',
      { rule: 'self != ""', reason: 'FieldValueWrong' },
      '.reason',
    ],
    [
      'a path that is none',
      { rule: 'self != ""', fieldPath: 'a.b' },
      '.fieldPath',
    ],
  ])('are refused for %s', (_, rule, path) => {
    expect(findings(ruled(rule)).map(([at]) => at)).toEqual([
      `error ${RULE}${path}`,
    ]);
  });

  it.each<[string, JsonObject]>([
    [
      'optionalOldSelf with oldSelf',
      { rule: 'oldSelf.hasValue() || self != ""', optionalOldSelf: true },
    ],
    [
      'a message with a line break at its end',
      { rule: 'self != ""', message: 'Not empty\n' },
    ],
    [
      'two lines with a message',
      { rule: 'self != "" ||\nself == "x"', message: 'Not empty' },
    ],
    [
      'a reason and a path',
      {
        rule: 'self.a != ""',
        reason: 'FieldValueInvalid',
        fieldPath: ".a['b-c']",
      },
    ],
  ])('may have %s', (_, rule) => {
    expect(findings(ruled(rule))).toEqual([]);
  });

  const item = ruled(
    { rule: 'self.k == oldSelf.k' },
    {
      type: 'object',
      required: ['k'],
      properties: { k: { type: 'string' } },
    },
  );

  it.each<[string, JsonObject, string[]]>([
    ['a list', { type: 'array', items: item }, [`error .items${RULE}.rule`]],
    [
      'an atomic object',
      {
        type: 'object',
        'x-kubernetes-map-type': 'atomic',
        properties: { b: item },
      },
      [`error .properties.b${RULE}.rule`],
    ],
    [
      'a list with keys',
      {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['k'],
        items: item,
      },
      [],
    ],
    ['a map', { type: 'object', additionalProperties: item }, []],
  ])('compare with the value before inside of %s', (_, schema, paths) => {
    expect(findings(schema).map(([at]) => at)).toEqual(paths);
  });
});

describe('fields that Crossplane replaces with its own', () => {
  const strings = (names: string[]) =>
    Object.fromEntries(names.map(name => [name, { type: 'string' }]));
  const replaced = (
    apiVersion: string,
    spec: JsonObject,
    fields: string[],
    status: string[] = [],
  ) => {
    const object = dnsRecordXrd({
      metadata: {
        name: `${spec.claimNames ? 'x' : ''}dnsrecords.network.openportal.dev`,
      },
      spec: {
        ...spec,
        versions: [
          {
            name: 'v1',
            served: true,
            referenceable: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: {
                  spec: { type: 'object', properties: strings(fields) },
                  status: { type: 'object', properties: strings(status) },
                },
              },
            },
          },
        ],
      },
    });
    return lintXrd(
      { ...object, apiVersion },
      { prefix: 'terasky.backstage.io', expressions },
    ).filter(({ path }) => path.startsWith('spec.versions[0]'));
  };
  it.each<[string, string, JsonObject, string[]]>([
    [
      'a claim of version 1',
      'apiextensions.crossplane.io/v1',
      {
        scope: 'LegacyCluster',
        names: { kind: 'XDNSRecord', plural: 'xdnsrecords' },
        claimNames: { kind: 'DNSRecord', plural: 'dnsrecords' },
      },
      [
        'compositeDeletePolicy',
        'writeConnectionSecretToRef',
        'compositionRef',
        'compositionSelector',
        'compositionUpdatePolicy',
        'resourceRef',
      ],
    ],
    ['version 2', 'apiextensions.crossplane.io/v2', {}, ['crossplane']],
  ])('are warned of, for %s', (_, apiVersion, spec, fields) => {
    const found = replaced(apiVersion, spec, ['size', ...fields]);
    expect(found.map(({ path }) => path.split('.').pop())).toEqual(
      expect.arrayContaining(fields),
    );
    expect(found).toHaveLength(fields.length);
    for (const { severity, reason } of found) {
      expect(severity).toBe('warning');
      expect(reason).toContain("is replaced by Crossplane's own field");
    }
  });

  it('are the conditions of the status as well, and nothing else there', () => {
    const found = replaced(
      'apiextensions.crossplane.io/v2',
      {},
      ['compositeDeletePolicy'],
      ['conditions', 'address'],
    );
    expect(found.map(({ severity, path }) => `${severity} ${path}`)).toEqual([
      'warning spec.versions[0].schema.openAPIV3Schema.properties.status.properties.conditions',
    ]);
  });
});
