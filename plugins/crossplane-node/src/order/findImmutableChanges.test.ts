import { JsonObject, JsonValue } from '@backstage/types';
import {
  CompositeResourceDefinition,
  parseXrd,
} from '@openportal/plugin-crossplane-common';
import { findImmutableChanges } from './findImmutableChanges';

const immutable: JsonObject = {
  type: 'string',
  'x-kubernetes-validations': [
    { rule: ' oldSelf==self ', message: 'stays as it is' },
  ],
};

function xrdOf(items: JsonObject): CompositeResourceDefinition {
  const rows: JsonObject = {
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['name'],
    items: { type: 'object', required: ['name'], properties: items },
  };
  const { xrd, problems } = parseXrd({
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
              properties: { spec: { type: 'object', properties: { rows } } },
            },
          },
        },
      ],
    },
  });
  if (!xrd) {
    throw new Error(JSON.stringify(problems));
  }
  return xrd;
}

function manifest(rows: JsonValue[]) {
  return {
    apiVersion: 'example.org/v1',
    kind: 'List',
    metadata: { name: 'www', namespace: 'team-alpha' },
    spec: { rows },
  };
}

describe('findImmutableChanges', () => {
  const name: JsonObject = { type: 'string' };

  it('B10: finds the one changed item among ten thousand, wherever it stands now', () => {
    const before = Array.from({ length: 10_000 }, (_, index) => ({
      name: `row${index}`,
      size: 'small',
    }));
    const after = before
      .map(row => (row.name === 'row7' ? { ...row, size: 'large' } : row))
      .reverse();
    const xrd = xrdOf({ name, size: immutable });
    expect(
      findImmutableChanges(xrd, manifest(before), manifest(after)),
    ).toEqual([
      {
        path: 'spec.rows[["row7"]].size',
        message: expect.stringContaining('stays as it is'),
      },
    ]);
  });

  it('B10: leaves to the cluster what has more defaults than can be filled in', () => {
    const fields = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [
        `field${index}`,
        { type: 'string', default: 'a' },
      ]),
    );
    const xrd = xrdOf({ name, size: immutable, ...fields });
    const rows = (size: string, count: number) =>
      Array.from({ length: count }, (_, index) => ({
        name: `row${index}`,
        size,
      }));
    const changes = (count: number) =>
      findImmutableChanges(
        xrd,
        manifest(rows('small', count)),
        manifest(rows('large', count)),
      );
    expect(changes(100)).toHaveLength(100);
    expect(changes(15_000)).toEqual([]);
    expect(changes(30_000)).toEqual([]);
  });
});
