import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStatus } from './ancestors.mjs';

test('reads the status of a process, whatever its name contains', () => {
  const text =
    '4242 (npm run a) b) S 17 4242 17 0 -1 4194560 1 0 0 0 5 1 0 0 20 0 11 0 998877 1000 200';
  assert.deepEqual(parseStatus(text), { name: 'npm run a) b', parent: 17 });
});
