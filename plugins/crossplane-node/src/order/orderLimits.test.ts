import { JsonObject } from '@backstage/types';
import { parseXrd } from '@openportal/plugin-crossplane-common';
import { OrdersConfig } from '../config/readOrdersConfig';
import { buildOrder } from './buildOrder';
import { excessOf } from './orderLimits';

const orders: OrdersConfig = {
  host: 'github.com',
  repository: 'acme/catalog-orders',
  allowedRepositories: ['acme/catalog-orders'],
  path: 'namespaces/{namespace}/{plural}/{name}.yaml',
  baseBranch: 'main',
  annotationPrefix: 'terasky.backstage.io',
  prune: false,
  autoMerge: [],
  autoMergeUnchecked: false,
};

function build(spec: JsonObject) {
  const { xrd } = parseXrd({
    apiVersion: 'apiextensions.crossplane.io/v2',
    kind: 'CompositeResourceDefinition',
    metadata: { name: 'lists.example.org' },
    spec: {
      group: 'example.org',
      scope: 'Namespaced',
      names: { kind: 'List', plural: 'lists' },
      versions: [
        {
          name: 'v1',
          served: true,
          referenceable: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: {
                  type: 'object',
                  properties: {
                    free: {
                      type: 'object',
                      'x-kubernetes-preserve-unknown-fields': true,
                    },
                  },
                },
              },
            },
          },
        },
      ],
    },
  });
  if (!xrd) {
    throw new Error('This is an XRD.');
  }
  return buildOrder({
    xrd,
    ref: {
      cluster: 'platform',
      namespace: 'team-alpha',
      xrd: xrd.name,
      name: 'www',
    },
    spec,
    fromForm: true,
    requestedBy: 'user:default/developer',
    orders,
  });
}

describe('the size of an order', () => {
  it('is limited by values, by length and by depth', () => {
    const deep = (levels: number): unknown =>
      levels === 0 ? 1 : [deep(levels - 1)];
    expect(excessOf(Array(49_999).fill({}))).toBeUndefined();
    expect(excessOf(Array(50_000).fill({}))).toBe('has more than 50000 values');
    expect(excessOf('x'.repeat(500_000))).toBeUndefined();
    expect(excessOf('ü'.repeat(300_000))).toBe('is larger than 512 KiB');
    expect(excessOf({ ['x'.repeat(600_000)]: 1 })).toBe(
      'is larger than 512 KiB',
    );
    expect(excessOf(deep(250))).toBeUndefined();
    expect(excessOf(deep(251))).toBe('is nested more than 250 levels deep');
    expect(excessOf(undefined)).toBeUndefined();
  });

  it.each([
    ['in fields', { rows: Array(50_000).fill({}) }],
    ['in the text of a field', { free: `rows: [${'1,'.repeat(60_000)}]` }],
  ])('B10: is refused with the limit and a way out, %s', (_, spec) => {
    expect(() => build(spec)).toThrow(
      'Form value spec: has more than 50000 values: that is more than can be ordered of lists.example.org. Leave out what is not needed, or make several orders of it',
    );
  });

  it('is no matter for what a file can hold', () => {
    const free = `rows: [${'1,'.repeat(2000)}]`;
    expect(build({ free }).manifest.spec).toEqual({
      free: { rows: Array(2000).fill(1) },
    });
  });
});
