import {
  CompositeResourceDefinition,
  parseXrd,
} from '@openportal/plugin-crossplane-common';
import { JsonObject } from '@backstage/types';
import { DryRunResult } from '../cluster/dryRun';
import { decideAutoMerge } from './decideAutoMerge';
import { findUnchecked } from './findUnchecked';

function definition(openAPIV3Schema: JsonObject): CompositeResourceDefinition {
  const { xrd } = parseXrd({
    apiVersion: 'apiextensions.crossplane.io/v2',
    kind: 'CompositeResourceDefinition',
    metadata: { name: 'things.example.org' },
    spec: {
      group: 'example.org',
      scope: 'Namespaced',
      names: { kind: 'Thing', plural: 'things' },
      versions: [
        {
          name: 'v1',
          served: true,
          referenceable: true,
          schema: { openAPIV3Schema },
        },
      ],
    },
  });
  if (!xrd) {
    throw new Error('The XRD is not valid');
  }
  return xrd;
}

const withRule = (rule: string): JsonObject => ({
  'x-kubernetes-validations': [{ rule }],
});

const schema = (parts: {
  root?: JsonObject;
  spec?: JsonObject;
  field?: JsonObject;
  status?: JsonObject;
}): JsonObject => ({
  type: 'object',
  ...parts.root,
  properties: {
    spec: {
      type: 'object',
      ...parts.spec,
      properties: {
        list: {
          type: 'array',
          items: {
            type: 'object',
            additionalProperties: { type: 'string', ...parts.field },
          },
        },
      },
    },
    status: { type: 'object', ...parts.status },
  },
});

const denied: DryRunResult = {
  outcome: 'not-checked',
  reason: "Cluster 'platform' did not check: token=abcdefghijkl may not",
};

describe('findUnchecked', () => {
  const find = (
    parts: Parameters<typeof schema>[0],
    answer: DryRunResult = denied,
    notChecked: string[] = [],
  ) => findUnchecked({ xrd: definition(schema(parts)), notChecked, answer });

  it.each<[string, Parameters<typeof schema>[0]]>([
    ['the object', { root: withRule("self.metadata.name != 'x'") }],
    ['the spec', { spec: withRule('self.a > self.b') }],
    ['a field', { field: withRule('self >= oldSelf') }],
    ['a field, broken', { field: { 'x-kubernetes-validations': ['x'] } }],
  ])('knows rules on %s that nobody checked', (_, parts) => {
    const [found, ...more] = find(parts);
    expect(more).toEqual([]);
    expect(found).toMatch(
      /^the rules of Thing v1 that only a cluster can check \(Cluster 'platform'/,
    );
    expect(found).not.toContain('abcdefghijkl');
  });

  it('has nothing to say where there is no rule that the portal does not check', () => {
    expect(find({})).toEqual([]);
    expect(find({ field: withRule('self == oldSelf') })).toEqual([]);
    expect(find({ status: withRule('self.a > self.b') })).toEqual([]);
  });

  it('names what the portal left to the cluster, unless the cluster accepted the order', () => {
    expect(find({}, denied, ['spec.a: too long'])).toEqual([
      'spec.a: too long',
    ]);
    expect(
      find({ spec: withRule('false') }, { outcome: 'accepted' }, ['spec.a']),
    ).toEqual([]);
  });

  it('walks an XRD of any depth', () => {
    let deep: JsonObject = withRule('self.a > self.b');
    for (let level = 0; level < 20_000; level += 1) {
      deep = { properties: { a: deep } };
    }
    const xrd = definition({ type: 'object' });
    const current = { ...xrd.current, schema: deep };
    expect(
      findUnchecked({
        xrd: { ...xrd, current },
        notChecked: [],
        answer: denied,
      }),
    ).toHaveLength(1);
  });
});

describe('decideAutoMerge', () => {
  const orders = {
    autoMerge: [
      {
        kinds: ['Thing'],
        namespaces: ['team-alpha'],
        operations: ['create' as const],
      },
    ],
    autoMergeUnchecked: false,
  };
  const order = {
    kind: 'Thing',
    ref: { namespace: 'team-alpha', xrd: 'things.example.org' },
    operation: 'create' as const,
  };

  it('merges what the configuration allows and everything is known of', () => {
    expect(decideAutoMerge(orders, order)).toEqual({ merge: true });
    expect(decideAutoMerge(orders, { ...order, unchecked: [] })).toEqual({
      merge: true,
    });
    expect(decideAutoMerge(orders, { ...order, operation: 'delete' })).toEqual({
      merge: false,
    });
  });

  it('leaves to people what nobody checked, unless the configuration says otherwise', () => {
    const unchecked = ['a', 'b'];
    expect(decideAutoMerge(orders, { ...order, unchecked })).toEqual({
      merge: false,
      waitsBecause: 'Waits for people, because this could not be checked: a; b',
    });
    expect(
      decideAutoMerge(
        { ...orders, autoMergeUnchecked: true },
        { ...order, unchecked },
      ),
    ).toEqual({ merge: true });
    // Nobody would have merged it anyway.
    expect(
      decideAutoMerge(orders, { ...order, operation: 'update', unchecked }),
    ).toEqual({ merge: false });
  });
});
