import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diskMessage } from './disk.mjs';

test('says how much room is needed and how much there is', () => {
  assert.equal(diskMessage(6 * 1024 ** 3, 6, '/app', 'installing'), undefined);
  assert.match(
    diskMessage(1.5 * 1024 ** 3, 6, '/app', 'installing'),
    /'\/app' is full: installing needs about 6 GB and 1\.5 GB are free/,
  );
});
