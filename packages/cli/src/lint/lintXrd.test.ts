import { JsonObject } from '@backstage/types';
import { dnsRecordXrd } from '../__testUtils__/dnsRecordXrd';
import { ExpressionReader } from './cel/ExpressionReader';
import { lintXrd } from './lintXrd';

let expressions: ExpressionReader;

beforeAll(async () => {
  expressions = await ExpressionReader.load();
});

function lint(object: JsonObject) {
  return lintXrd(object, { prefix: 'terasky.backstage.io', expressions });
}

const SPEC =
  'spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.a';

/** Findings about one field of the spec, by their path below the field. */
function field(schema: JsonObject): Record<string, string> {
  const findings = lint(
    dnsRecordXrd({ schema: { type: 'object', properties: { a: schema } } }),
  );
  return Object.fromEntries(
    findings
      .filter(
        ({ path, severity }) => path.startsWith(SPEC) && severity === 'error',
      )
      .map(({ path, reason }) => [path.slice(SPEC.length), reason]),
  );
}

function version(change: JsonObject): JsonObject {
  return {
    spec: {
      versions: [
        {
          name: 'v1',
          served: true,
          referenceable: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: { spec: { type: 'object', properties: {} } },
            },
          },
          ...change,
        },
      ],
    },
  };
}

describe('lintXrd', () => {
  it('has nothing to say about a good XRD', () => {
    expect(lint(dnsRecordXrd())).toEqual([]);
  });

  it.each(['dnsrecord.network.openportal.dev', 'dnsrecords.example.org'])(
    'wants the name that the API server demands instead of %s',
    name => {
      expect(lint(dnsRecordXrd({ metadata: { name } }))).toContainEqual({
        severity: 'error',
        path: 'metadata.name',
        reason: `is '${name}': it must be <plural>.<group>, here 'dnsrecords.network.openportal.dev'`,
      });
    },
  );

  it.each<[string, JsonObject, string]>([
    ['no type', {}, '.type'],
    ['a type that is none', { type: 'text' }, '.type'],
    ['several types', { type: ['string', 'null'] }, '.type'],
    ['a reference', { type: 'object', $ref: '#/x' }, '.$ref'],
    [
      'forbidden keywords',
      { type: 'string', const: 'a', readOnly: true },
      '.const',
    ],
    [
      'properties beside additionalProperties',
      {
        type: 'object',
        properties: { b: { type: 'string' } },
        additionalProperties: { type: 'string' },
      },
      '.additionalProperties',
    ],
    [
      'closed objects',
      { type: 'object', additionalProperties: false },
      '.additionalProperties',
    ],
    ['a list without items', { type: 'array' }, '.items'],
    [
      'unique items',
      { type: 'array', items: { type: 'string' }, uniqueItems: true },
      '.uniqueItems',
    ],
    [
      'a field that is required but not there',
      {
        type: 'object',
        required: ['x'],
        properties: { b: { type: 'string' } },
      },
      '.required',
    ],
    ['an empty enum', { type: 'string', enum: [] }, '.enum'],
    [
      'an enum with a value twice',
      { type: 'string', enum: ['a', 'a'] },
      '.enum',
    ],
    [
      'a pattern that RE2 does not know',
      { type: 'string', pattern: '(?=a)b' },
      '.pattern',
    ],
    [
      'a default of another type',
      { type: 'integer', default: 'many' },
      '.default',
    ],
    [
      'a default outside of the limits',
      { type: 'integer', default: 1, minimum: 2 },
      '.default',
    ],
    ['a default of null', { type: 'string', default: null }, '.default'],
    [
      'a default with a field that is dropped',
      {
        type: 'object',
        default: { b: 'x', c: { d: 1 } },
        properties: { b: { type: 'string' } },
      },
      '.default',
    ],
    [
      'limits that leave nothing',
      { type: 'string', minLength: 3, maxLength: 2 },
      '.minLength',
    ],
    [
      'exclusive limits as numbers',
      { type: 'integer', exclusiveMinimum: 3 },
      '.exclusiveMinimum',
    ],
    [
      'int-or-string with a type',
      { type: 'string', 'x-kubernetes-int-or-string': true },
      '.type',
    ],
    [
      'preserve-unknown-fields as false',
      { type: 'object', 'x-kubernetes-preserve-unknown-fields': false },
      '.x-kubernetes-preserve-unknown-fields',
    ],
    [
      'a list type on an object',
      { type: 'object', 'x-kubernetes-list-type': 'set' },
      '.x-kubernetes-list-type',
    ],
    [
      'a list map without keys',
      {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        items: { type: 'object', properties: {} },
      },
      '.x-kubernetes-list-map-keys',
    ],
    [
      'a list map with an optional key',
      {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['k'],
        items: { type: 'object', properties: { k: { type: 'string' } } },
      },
      '.x-kubernetes-list-map-keys',
    ],
    [
      'a set of objects',
      {
        type: 'array',
        'x-kubernetes-list-type': 'set',
        items: { type: 'object', properties: {} },
      },
      '.x-kubernetes-list-type',
    ],
    [
      'a rule without an expression',
      { type: 'string', 'x-kubernetes-validations': [{ message: 'x' }] },
      '.x-kubernetes-validations[0].rule',
    ],
    [
      'a list map whose items may be null',
      {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['k'],
        items: {
          type: 'object',
          nullable: true,
          required: ['k'],
          properties: { k: { type: 'string' } },
        },
      },
      '.items.nullable',
    ],
    [
      'a list map with a key twice',
      {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['k', 'k'],
        items: {
          type: 'object',
          required: ['k'],
          properties: { k: { type: 'string' } },
        },
      },
      '.x-kubernetes-list-map-keys',
    ],
    [
      'an embedded resource without fields',
      { type: 'object', 'x-kubernetes-embedded-resource': true },
      '.x-kubernetes-embedded-resource',
    ],
    [
      'types inside of oneOf',
      { type: 'object', properties: {}, oneOf: [{ type: 'object' }] },
      '.oneOf[0].type',
    ],
    [
      'fields that stand in oneOf only',
      {
        type: 'object',
        properties: { b: { type: 'string' } },
        oneOf: [{ required: ['c'], properties: { c: { minLength: 1 } } }],
      },
      '.oneOf[0].properties.c',
    ],
    ['something that is no schema', { type: 'array', items: 7 }, '.items'],
  ])('refuses %s', (_, schema, path) => {
    expect(Object.keys(field(schema))).toContain(path);
  });

  it.each<[string, JsonObject]>([
    ['int-or-string', { 'x-kubernetes-int-or-string': true }],
    [
      'int-or-string with the usual anyOf',
      {
        'x-kubernetes-int-or-string': true,
        anyOf: [{ type: 'integer' }, { type: 'string' }],
        pattern: '^[0-9]+%?$',
      },
    ],
    ['free fields', { 'x-kubernetes-preserve-unknown-fields': true }],
    [
      'a free object with a default',
      {
        type: 'object',
        'x-kubernetes-preserve-unknown-fields': true,
        default: { anything: { goes: true } },
      },
    ],
    [
      'a list map with a default for its key',
      {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['k'],
        items: {
          type: 'object',
          properties: { k: { type: 'string', default: 'x' } },
        },
      },
    ],
    [
      'requirements in oneOf',
      {
        type: 'object',
        properties: { b: { type: 'string' }, c: { type: 'string' } },
        oneOf: [{ required: ['b'] }, { required: ['c'] }],
      },
    ],
    ['a map', { type: 'object', additionalProperties: { type: 'string' } }],
    ['null as a default', { type: 'string', nullable: true, default: null }],
  ])('takes %s', (_, schema) => {
    expect(field(schema)).toEqual({});
  });

  it.each<[string, JsonObject, string]>([
    ['no served', version({ served: undefined }), 'spec.versions[0].served'],
    [
      'no referenceable',
      version({ referenceable: undefined }),
      'spec.versions[0].referenceable',
    ],
    ['a name in capitals', version({ name: 'V1' }), 'spec.versions[0].name'],
    [
      'a schema that is no object',
      version({ schema: { openAPIV3Schema: { type: 'string' } } }),
      'spec.versions[0].schema.openAPIV3Schema.type',
    ],
    [
      'a bad schema in a version that is not served',
      {
        spec: {
          versions: [
            ...((version({}).spec as JsonObject).versions as JsonObject[]),
            {
              name: 'v2',
              served: false,
              referenceable: false,
              schema: { openAPIV3Schema: { properties: { spec: {} } } },
            },
          ],
        },
      },
      'spec.versions[1].schema.openAPIV3Schema.properties.spec.type',
    ],
    [
      'a claim with the name of the resource',
      {
        spec: {
          scope: 'LegacyCluster',
          claimNames: { kind: 'DNSRecord', plural: 'dnsrecords' },
        },
      },
      'spec.claimNames.kind',
    ],
    [
      'a label that is no text',
      { metadata: { name: 'x', labels: { 'openportal.dev/version': 1 } } },
      'metadata.labels.openportal.dev/version',
    ],
    [
      'connection secrets of a namespaced resource',
      { spec: { connectionSecretKeys: ['a'] } },
      'spec.connectionSecretKeys',
    ],
  ])('refuses %s', (_, change, path) => {
    const object = dnsRecordXrd(change);
    const metadata = object.metadata as JsonObject;
    const errors = lint({
      ...object,
      metadata: { ...metadata, name: 'dnsrecords.network.openportal.dev' },
    }).filter(({ severity }) => severity === 'error');
    expect(errors.map(finding => finding.path)).toContain(path);
  });

  it('warns of what works less well than it could', () => {
    const findings = lint(
      dnsRecordXrd({
        metadata: {
          name: 'dnsrecords.network.openportal.dev',
          labels: {},
          annotations: {},
        },
        schema: {
          type: 'object',
          properties: {
            a: { type: 'string', pattern: '^(a+)+$' },
            b: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          },
        },
      }),
    );
    expect(findings.every(({ severity }) => severity === 'warning')).toBe(true);
    expect(findings.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'metadata.labels.terasky.backstage.io/generate-form',
        'metadata.labels.openportal.dev/version',
        'metadata.annotations.backstage.io/title',
        'metadata.annotations.backstage.io/description',
        `${SPEC}.pattern`,
        'spec.versions[name=v1alpha1]',
      ]),
    );
    expect(findings.map(({ reason }) => reason).join('\n')).toMatch(
      /form: b: .*YAML/,
    );
  });

  it('reads another prefix', () => {
    const reasons = lintXrd(dnsRecordXrd(), {
      prefix: 'acme.io',
      expressions,
    });
    expect(reasons.map(({ path }) => path)).toEqual([
      'metadata.labels.acme.io/generate-form',
    ]);
  });
});
