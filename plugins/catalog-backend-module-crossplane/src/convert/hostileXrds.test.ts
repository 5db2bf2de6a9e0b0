import { Entity } from '@backstage/catalog-model';
import { JsonObject } from '@backstage/types';
import { KubernetesObject } from '@openportal/kubernetes-node';
import fc from 'fast-check';
import { checkEntity } from '../__testUtils__/catalogRules';
import {
  defaultOptions,
  dnsRecord,
  dnsRecordXrd,
  snapshot,
} from '../__testUtils__/objects';
import { convertClusters } from './convertClusters';

const SCRIPT = ['javascript', ''].join(':');
const XRD = 'dnsrecords.network.openportal.dev';

async function convert(
  definitions: KubernetesObject[],
  composites: KubernetesObject[] = [],
) {
  const { entities, problems } = convertClusters(
    [snapshot(definitions, { composites: { [XRD]: composites } })],
    defaultOptions,
  );
  const all = entities.get('platform') ?? [];
  await Promise.all(all.map(checkEntity));
  return {
    problems,
    text: JSON.stringify(all),
    template: all.find(({ kind }) => kind === 'Template') as Entity,
    apis: all.filter(({ kind }) => kind === 'API'),
    resources: all.filter(({ kind }) => kind === 'Resource'),
  };
}

function specSchema(properties: unknown, rest: object = {}): JsonObject {
  return JSON.parse(
    JSON.stringify({
      type: 'object',
      properties: { spec: { type: 'object', properties } },
      ...rest,
    }),
  );
}

/** All texts of an entity that the scaffolder evaluates. */
function code(template: Entity): string {
  return JSON.stringify([template.spec?.steps, template.spec?.output]);
}

describe('XRDs by somebody who means harm', () => {
  const expression = '${{ secrets.TOKEN }} {{ 7*7 }} {% raw %} {# x #}';

  it('A20: template expressions stay text everywhere', async () => {
    const { template, text } = await convert([
      dnsRecordXrd({
        annotations: {
          'backstage.io/title': expression,
          'backstage.io/description': expression,
          'backstage.io/owner': expression,
          'openportal.dev/tags': expression,
          'openportal.dev/icon': expression,
          'openportal.dev/documentation': `https://x.example/${expression}`,
          'github.com/project-slug': expression,
        },
        schema: specSchema(
          {
            a: {
              type: 'string',
              title: expression,
              description: expression,
              enum: [expression],
              default: expression,
            },
          },
          { description: expression },
        ),
      }),
    ]);
    const plain = await convert([dnsRecordXrd()]);
    // Only the title of the steps comes from the XRD, as text that is no expression any more.
    expect(code(template).match(/\$\{\{[^}]*\}\}/g)).toEqual(
      code(plain.template).match(/\$\{\{[^}]*\}\}/g),
    );
    const evaluated = JSON.stringify([
      template.metadata,
      template.spec?.steps,
      template.spec?.output,
    ]);
    expect(evaluated).not.toMatch(/\{\{ ?(secrets|7)|\{%|\{#/);
    expect(text).not.toContain('undefined');
  });

  it('A20: a kind, plural or version that is an expression is refused', async () => {
    const { problems, text } = await convert([
      dnsRecordXrd({
        spec: { names: { kind: '${{ 1 }}', plural: '${{ 1 }}' } },
      }),
    ]);
    expect(text).toBe('[]');
    expect(problems.map(({ path }) => path)).toEqual([
      'spec.names.kind',
      'spec.names.plural',
    ]);
  });

  it.each([
    `${SCRIPT}alert(1)`,
    ` ${SCRIPT}alert(1)`,
    `${SCRIPT.toUpperCase()}alert(1)`,
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'https://user:secret@example.org',
    'file:///etc/passwd',
    '//evil.example',
    'https://',
    `https://example.org/${'x'.repeat(3000)}`,
  ])('B13: the link %j goes nowhere', async link => {
    const { text, template, resources } = await convert(
      [
        dnsRecordXrd({
          annotations: {
            'openportal.dev/documentation': link,
            'backstage.io/techdocs-ref': `url:${link}`,
            'github.com/project-slug': link,
          },
        }),
      ],
      [
        dnsRecord('www', {
          'terasky.backstage.io/links': JSON.stringify([
            { url: link, title: 'x' },
            link,
          ]),
        }),
      ],
    );
    expect(template.metadata.links).toBeUndefined();
    expect(resources[0].metadata.links).toBeUndefined();
    expect(text).not.toContain(link);
    expect(text).not.toContain('techdocs-ref');
    expect(text).not.toContain('project-slug');
  });

  it.each([
    '../../etc',
    'acme/..',
    'acme/.',
    'acme',
    'a/b/c',
    'acme/x?y=z',
    '',
  ])('B13: the project slug %j is not copied', async slug => {
    const { text } = await convert([
      dnsRecordXrd({ annotations: { 'github.com/project-slug': slug } }),
    ]);
    expect(text).not.toContain('project-slug');
  });

  it('B13: markup in titles and labels stays text and changes no structure', async () => {
    const markup = '<img src=x onerror=alert(1)><svg onload=alert(1)>';
    const { template, resources } = await convert(
      [
        dnsRecordXrd({
          annotations: { 'backstage.io/title': markup },
          labels: { 'openportal.dev/version': markup },
        }),
      ],
      [
        dnsRecord('www', {
          'terasky.backstage.io/title': markup,
          'terasky.backstage.io/component-type': markup,
          'terasky.backstage.io/lifecycle': markup,
          'terasky.backstage.io/system': markup,
          'terasky.backstage.io/dependsOn': markup,
        }),
      ],
    );
    expect(template.metadata.title).toBe(markup);
    expect(template.metadata.labels).toBeUndefined();
    expect(resources[0].spec).toEqual({
      type: 'dnsrecord',
      owner: 'group:default/platform-team',
      scaffoldedFrom: `template:default/${XRD}`,
      dependsOn: [`api:default/${XRD}-v1alpha1`],
    });
  });

  it('B13: images and links in descriptions are text, which loads nothing', async () => {
    const description =
      '![x](https://tracker.example.org/x.png) [y](https://evil.example) <img src="https://tracker.example.org/y.png">';
    const text =
      '! [x] (https://tracker.example.org/x.png) [y] (https://evil.example) < img src="https://tracker.example.org/y.png">';
    const schema = specSchema(
      { a: { type: 'string', description } },
      { description },
    );
    const bySchema = await convert([dnsRecordXrd({ schema })]);
    expect(bySchema.template.metadata.description).toBe(text);
    const definition = JSON.parse(String(bySchema.apis[0].spec?.definition));
    expect(definition.info.description).toBe(text);
    const kind = definition.components.schemas.DNSRecord;
    expect(kind.description).toBe(text);
    expect(kind.properties.spec.properties.a.description).toBe(text);

    const byAnnotation = await convert(
      [
        dnsRecordXrd({
          annotations: { 'backstage.io/description': description },
        }),
      ],
      [dnsRecord('www', { 'terasky.backstage.io/description': description })],
    );
    expect(byAnnotation.template.metadata.description).toBe(text);
    expect(byAnnotation.resources[0].metadata.description).toBe(text);
  });

  it('B14: NUL and half characters are taken out', async () => {
    const broken = 'a\u0000b\ud800c';
    const { template, resources, apis } = await convert(
      [
        dnsRecordXrd({
          annotations: {
            'backstage.io/title': broken,
            'backstage.io/description': broken,
            'openportal.dev/tags': broken,
            'openportal.dev/documentation': `https://x.example/${broken}`,
          },
          schema: {
            type: 'object',
            description: broken,
            properties: {
              spec: {
                type: 'object',
                properties: {
                  a: {
                    type: 'string',
                    description: broken,
                    default: broken,
                    enum: [broken],
                  },
                },
              },
            },
          },
        }),
      ],
      [
        dnsRecord('www', {
          'terasky.backstage.io/title': broken,
          'terasky.backstage.io/description': broken,
          'terasky.backstage.io/links': JSON.stringify([
            { url: 'https://x.example', title: broken },
          ]),
        }),
      ],
    );
    expect(template.metadata.title).toBe('ab\ufffdc v1.0.2');
    expect(resources[0].metadata.title).toBe('ab\ufffdc');
    expect(String(apis[0].spec?.definition)).not.toMatch(/\\u0000|\\ud800/);
  });

  it('B15: an annotation cannot choose files, steps or actions', async () => {
    const { template, text } = await convert([
      dnsRecordXrd({
        annotations: {
          'openportal.dev/template': '../../x',
          'openportal.dev/steps': '[{"action":"debug:log"}]',
          'openportal.dev/order-path': '../../../.github/workflows/x.yml',
          'openportal.dev/order-repo': 'evil/repo',
        },
      }),
    ]);
    expect(text).not.toMatch(/\.\.\/|debug:log|evil/);
    const steps = template.spec?.steps as Array<{ action: string }>;
    expect(steps.map(({ action }) => action)).toEqual([
      'idp:order:create',
      'idp:order:update',
    ]);
  });

  it('B12: fields with a meaning in JavaScript pollute nothing', async () => {
    const names = [
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      '0',
      'a.b',
    ];
    const properties = JSON.parse(
      `{${names.map(name => `"${name}": {"type": "string"}`).join(',')}}`,
    );
    const { problems, apis } = await convert([
      dnsRecordXrd({
        schema: {
          type: 'object',
          properties: { spec: { type: 'object', properties } },
        },
      }),
    ]);
    expect(problems).toEqual([]);
    expect('polluted' in {}).toBe(false);
    const definition = JSON.parse(String(apis[0].spec?.definition));
    expect(
      Object.keys(
        definition.components.schemas.DNSRecord.properties.spec.properties,
      ).sort(),
    ).toEqual([...names].sort());
  });

  it('B11: a pattern that runs away is in no form', async () => {
    const { template } = await convert([
      dnsRecordXrd({
        schema: specSchema({ a: { type: 'string', pattern: '(a+)+$' } }),
      }),
    ]);
    expect(JSON.stringify(template.spec?.parameters)).not.toContain('(a+)+$');
  });

  it('placeholders of the catalog are never followed', async () => {
    const { text } = await convert([
      dnsRecordXrd({
        schema: specSchema({
          $text: { type: 'string' },
          a: {
            type: 'object',
            properties: { b: { type: 'string' } },
            default: { $json: 'https://169.254.169.254/' },
          },
        }),
      }),
    ]);
    const templates = JSON.parse(text).filter(
      ({ kind }: Entity) => kind === 'Template',
    );
    expect(JSON.stringify(templates)).not.toMatch(/"\$(text|json)":/);
  });

  it.each([
    [3000, 420],
    [1200, 1100],
  ])(
    'B10: an XRD of 1.4 MB with %d fields stays within bounds, and what it lacks is reported',
    async (fields, length) => {
      const properties = Object.fromEntries(
        Array.from({ length: fields }, (_, index) => [
          `field${index}`,
          { type: 'string', description: `${index} ${'x'.repeat(length)}` },
        ]),
      );
      const { template, apis, problems } = await convert([
        dnsRecordXrd({ schema: specSchema(properties) }),
      ]);
      expect(JSON.stringify(template).length).toBeLessThan(1.2 * 1024 * 1024);
      expect(JSON.stringify(apis[0]).length).toBeLessThan(2.4 * 1024 * 1024);
      expect(problems).toContainEqual({
        cluster: 'platform',
        xrd: XRD,
        path: 'spec.versions[name=v1alpha1].schema',
        reason: expect.stringContaining('descriptions are left out'),
      });
    },
  );

  it.each<[string, unknown]>([
    ['no spec', undefined],
    ['a list', []],
    ['a text', 'text'],
    ['a circle', { $ref: '#/properties/spec' }],
    ['an unknown reference', { properties: { a: { $ref: '#/nowhere' } } }],
    ['properties of other types', { properties: { a: null, b: 1, c: [] } }],
    ['a type that is none', { type: ['object', 7] }],
    [
      'keywords of other types',
      { required: 'a', properties: { a: { enum: 1 } } },
    ],
  ])(
    'B6: a spec schema that is %s does not stop the others',
    async (_, spec) => {
      const { template, text } = await convert([
        dnsRecordXrd({
          plural: 'strange',
          schema: JSON.parse(
            JSON.stringify({ type: 'object', properties: { spec } }),
          ),
        }),
        dnsRecordXrd(),
      ]);
      expect(template.metadata.name).toBe(XRD);
      expect(text).toContain('"strange.network.openportal.dev"');
    },
  );

  it('B6: whatever stands in an XRD, nothing throws and every entity is valid', async () => {
    const anything = fc.jsonValue({ maxDepth: 6 });
    const schema = fc.oneof(
      anything,
      fc.dictionary(
        fc.constantFrom('type', 'properties', 'items', 'required', 'oneOf'),
        anything,
      ),
      fc.letrec(tie => ({
        node: fc.record(
          {
            type: fc.constantFrom('object', 'array', 'string', 'integer', 7),
            properties: fc.dictionary(fc.string(), tie('node'), {
              maxKeys: 4,
            }),
            items: tie('node'),
            description: fc.string({ unit: 'binary' }),
            default: anything,
            enum: fc.array(anything, { maxLength: 3 }),
            pattern: fc.string(),
          },
          { requiredKeys: ['type'] },
        ),
      })).node,
    );
    await fc.assert(
      fc.asyncProperty(
        schema,
        fc.dictionary(
          fc.constantFrom(
            'backstage.io/title',
            'backstage.io/description',
            'backstage.io/owner',
            'openportal.dev/tags',
            'openportal.dev/documentation',
          ),
          fc.string({ unit: 'binary' }),
        ),
        async (spec, annotations) => {
          const { template } = await convert([
            dnsRecordXrd({
              annotations,
              schema: JSON.parse(
                JSON.stringify({ type: 'object', properties: { spec } }),
              ),
            }),
          ]);
          expect(template).toBeDefined();
        },
      ),
      { numRuns: 150 },
    );
  });
});
