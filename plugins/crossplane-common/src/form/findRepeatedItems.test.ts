import { JsonObject } from '@backstage/types';
import { findRepeatedItems } from './findRepeatedItems';

describe('findRepeatedItems', () => {
  const schema: JsonObject = {
    type: 'object',
    properties: {
      tags: {
        type: 'array',
        'x-kubernetes-list-type': 'set',
        items: { type: 'string' },
      },
      free: { type: 'array', items: { type: 'string' } },
    },
    additionalProperties: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['port', 'protocol'],
      items: {
        type: 'object',
        properties: { protocol: { type: 'string', default: 'TCP' } },
      },
    },
  };

  it('finds what repeats, also by the default of a key', () => {
    expect(
      findRepeatedItems(
        schema,
        {
          tags: ['a', 'b', 'a'],
          free: ['a', 'a'],
          ports: [
            { port: 80 },
            { port: 80, protocol: 'UDP' },
            { protocol: 'TCP', port: 80, name: 'http' },
          ],
        },
        'spec',
      ),
    ).toEqual([
      {
        path: 'spec.tags[2]',
        reason: 'is equal to spec.tags[0]: items must not repeat',
      },
      {
        path: 'spec.ports[2]',
        reason:
          'has the same port and protocol as spec.ports[0]: every item needs its own',
      },
    ]);
    expect(findRepeatedItems(schema, { tags: ['a', 1] }, 'spec')).toEqual([]);
    expect(findRepeatedItems(undefined, { tags: ['a', 'a'] }, 'spec')).toEqual(
      [],
    );
  });
});
