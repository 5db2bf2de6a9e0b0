import {
  CompositeResourceDefinition,
  OrderManifest,
  parseXrd,
  parseYamlData,
  stringifyYamlData,
} from '@openportal/plugin-crossplane-common';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { hostileText } from '../__testUtils__/arbitrarySpec';
import { editManifest } from './editManifest';
import { findImmutableChanges } from './findImmutableChanges';
import { AS_CLUSTER } from './manifestText';
import { updateManifest } from './updateManifest';

function definition(
  spec: object,
  scope = 'Namespaced',
): CompositeResourceDefinition {
  const { xrd } = parseXrd({
    apiVersion: 'apiextensions.crossplane.io/v2',
    kind: 'CompositeResourceDefinition',
    metadata: { name: 'things.example.org' },
    spec: {
      group: 'example.org',
      scope,
      names: { kind: 'Thing', plural: 'things' },
      versions: [
        {
          name: 'v1',
          served: true,
          referenceable: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
        },
      ],
    },
  });
  if (!xrd) {
    throw new Error('The XRD is not valid');
  }
  return xrd;
}

const thing = (
  spec: OrderManifest['spec'],
  annotations: Record<string, string> = {},
): OrderManifest => ({
  apiVersion: 'example.org/v1',
  kind: 'Thing',
  metadata: { name: 'x', namespace: 'team-alpha', annotations },
  spec,
});

describe('updateManifest', () => {
  const xrd = definition({
    type: 'object',
    properties: {
      size: { type: 'integer', default: 3 },
      name: { type: 'string' },
      nested: {
        type: 'object',
        properties: { on: { type: 'boolean', default: true } },
      },
    },
  });

  it('keeps what the form does not know and drops what the user took away', () => {
    const before = {
      ...thing(
        {
          size: 3,
          name: 'a',
          nested: { on: true },
          crossplane: {
            compositionRef: { name: 'slow' },
            resourceRefs: [{ name: 'r' }],
          },
        },
        { note: 'mine', 'openportal.dev/requested-by': 'user:default/first' },
      ),
      extra: 'kept',
    };
    const built = thing(
      {
        nested: {},
        crossplane: { compositionRef: { name: 'fast' } },
      },
      {
        'openportal.dev/requested-by': 'user:default/second',
        'openportal.dev/order': 'a/b/c/d',
        'terasky.backstage.io/owner': 'group:default/team-alpha',
      },
    );
    expect(updateManifest(xrd, before, built)).toEqual({
      ...before,
      metadata: {
        ...before.metadata,
        annotations: {
          note: 'mine',
          'openportal.dev/requested-by': 'user:default/first',
          'openportal.dev/order': 'a/b/c/d',
          'terasky.backstage.io/owner': 'group:default/team-alpha',
        },
      },
      spec: {
        size: 3,
        nested: { on: true },
        crossplane: {
          compositionRef: { name: 'fast' },
          resourceRefs: [{ name: 'r' }],
        },
      },
    });
    // Back to the default is a change.
    const changed = thing({ size: 5, name: 'a' });
    expect(updateManifest(xrd, changed, thing({ name: 'a' })).spec).toEqual({
      name: 'a',
    });
  });

  it('keeps the composition of a legacy resource', () => {
    const legacy = definition({ type: 'object' }, 'LegacyCluster');
    const before = thing({
      compositionRef: { name: 'slow' },
      writeConnectionSecretToRef: { name: 's', namespace: 'n' },
    });
    expect(
      updateManifest(legacy, before, thing({ compositionRef: { name: 'b' } }))
        .spec,
    ).toEqual({
      compositionRef: { name: 'b' },
      writeConnectionSecretToRef: { name: 's', namespace: 'n' },
    });
  });
});

describe('updateManifest for a form that asks for the composition', () => {
  const settings = {
    compositionRef: { name: 'slow' },
    compositionUpdatePolicy: 'Manual',
  };
  const form = { asksForComposition: true };

  it('takes out what was emptied, and nothing else of Crossplane', () => {
    const xrd = definition({ type: 'object' });
    const own = { resourceRefs: [{ name: 'r' }] };
    expect(
      updateManifest(
        xrd,
        thing({ crossplane: { ...settings, ...own } }),
        thing({ crossplane: { compositionUpdatePolicy: 'Automatic' } }),
        form,
      ).spec,
    ).toEqual({ crossplane: { ...own, compositionUpdatePolicy: 'Automatic' } });
    expect(
      updateManifest(xrd, thing({ crossplane: settings }), thing({}), form)
        .spec,
    ).toEqual({});
  });

  it('does so where the fields stand beside those of the XRD', () => {
    const own = { writeConnectionSecretToRef: { name: 's', namespace: 'n' } };
    expect(
      updateManifest(
        definition({ type: 'object' }, 'LegacyCluster'),
        thing({ ...settings, ...own }),
        thing({}),
        form,
      ).spec,
    ).toEqual(own);
  });

  it('keeps both when the form did not ask', () => {
    const xrd = definition({ type: 'object' });
    const before = thing({ crossplane: settings });
    expect(updateManifest(xrd, before, thing({})).spec).toEqual(before.spec);
  });
});

describe('editManifest', () => {
  it('gives exactly what is wanted, from any file to any manifest', () => {
    const value = fc.letrec(tie => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        hostileText,
        fc.integer(),
        fc.boolean(),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie('tree'), {
          maxKeys: 4,
        }),
      ),
    })).tree;
    const manifest = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), value, {
      maxKeys: 5,
    });
    fc.assert(
      fc.property(manifest, manifest, fc.boolean(), (before, after, indent) => {
        const data = JSON.parse(JSON.stringify(before));
        const wanted = JSON.parse(JSON.stringify(after));
        const content = indent
          ? stringifyYamlData(data)
          : stringify(data, {
              indentSeq: false,
              // Clusters take some plain text for something else.
              defaultStringType: 'QUOTE_DOUBLE',
            });
        expect(
          parseYamlData(editManifest(content, wanted), AS_CLUSTER).value,
        ).toEqual(wanted);
        expect(editManifest(content, data)).toBe(content);
      }),
      { numRuns: 300 },
    );
  });

  it('changes one line for one value, in either style of lists', () => {
    for (const list of [
      'tags:\n- a # first\n- b\n',
      'tags:\n  - a # first\n  - b\n',
    ]) {
      const content = `# top\nname: 'x' # why\n\n${list}size: 3\n`;
      expect(
        editManifest(content, { name: 'x', tags: ['a', 'b'], size: 4 }),
      ).toBe(content.replace('size: 3', 'size: 4'));
      expect(
        editManifest(content, { name: 'other', tags: ['a', 'b'], size: 3 }),
      ).toBe(content.replace("'x' # why", 'other # why'));
    }
  });

  it('writes a file with anchors anew when a change would reach further', () => {
    const content = 'a: &x { n: 1 }\nb: *x\n';
    expect(parse(editManifest(content, { a: { n: 2 }, b: { n: 1 } }))).toEqual({
      a: { n: 2 },
      b: { n: 1 },
    });
  });
});

describe('findImmutableChanges', () => {
  const fixed = [{ rule: ' self==oldSelf ', message: 'it is fixed' }];
  const xrd = definition({
    type: 'object',
    properties: {
      region: {
        type: 'string',
        default: 'eu',
        'x-kubernetes-validations': fixed,
      },
      zones: {
        type: 'array',
        'x-kubernetes-list-map-keys': ['name'],
        items: {
          type: 'object',
          properties: {
            name: { type: 'string' },
            kind: { type: 'string', 'x-kubernetes-validations': fixed },
          },
        },
      },
      labels: {
        type: 'object',
        additionalProperties: {
          type: 'string',
          'x-kubernetes-validations': fixed,
        },
      },
    },
  });

  it.each([
    [{ region: 'us' }, { region: 'eu' }, ['spec.region']],
    [{ region: 'us' }, {}, ['spec.region']],
    [{ region: 'eu' }, {}, []],
    [
      {
        zones: [
          { name: 'a', kind: 'x' },
          { name: 'b', kind: 'x' },
        ],
      },
      {
        zones: [
          { name: 'b', kind: 'y' },
          { name: 'c', kind: 'y' },
        ],
      },
      ['spec.zones[["b"]].kind'],
    ],
    [{ labels: { a: '1' } }, { labels: { a: '2', b: '1' } }, ['spec.labels.a']],
    [{ labels: { a: '1' } }, {}, []],
  ])('from %j to %j: %j', (before, after, paths) => {
    const changes = findImmutableChanges(xrd, thing(before), thing(after));
    expect(changes.map(({ path }) => path)).toEqual(paths);
    for (const { message } of changes) {
      expect(message).toContain('(it is fixed)');
    }
  });
});
