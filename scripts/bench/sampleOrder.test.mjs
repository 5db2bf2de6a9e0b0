import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleOrder } from './sampleOrder.mjs';

const schema = {
  type: 'object',
  required: ['b'],
  properties: {
    a: { type: 'object', properties: { c: { type: 'integer' } } },
    b: { type: 'string', enum: ['x', 'y'] },
    d: { type: 'array', items: { type: 'string', minLength: 5 } },
  },
};

test('fills a schema from the top down, as far as it may', () => {
  assert.deepEqual(sampleOrder(schema, 0), {});
  assert.deepEqual(sampleOrder(schema, 1), { b: 'x' });
  assert.deepEqual(sampleOrder(schema, 3), { a: {}, b: 'x' });
  assert.deepEqual(sampleOrder(schema, 100), {
    a: { c: 1 },
    b: 'x',
    d: ['xxxxx'],
  });
});
