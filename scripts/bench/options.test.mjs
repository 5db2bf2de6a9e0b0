import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOptions } from './options.mjs';

test('reads what is given and fills in the rest', () => {
  assert.deepEqual(readOptions([]), { xrds: 500, clusters: 1, json: false });
  assert.deepEqual(readOptions(['--xrds', '100', '--clusters=20', '--json']), {
    xrds: 100,
    clusters: 20,
    json: true,
  });
  assert.equal(readOptions(['--help']), undefined);
});

for (const [args, message] of [
  [['--xrds', '0'], /'0' is no value of '--xrds'/],
  [['--xrds', 'many'], /'many' is no value of '--xrds'/],
  [['--clusters', '1.5'], /'1.5' is no value of '--clusters'/],
  [['--clusters', '-1'], /is no value of '--clusters'|needs a value/],
  [['--clusters'], /'--clusters' needs a value/],
  [['--xrd', '5'], /Unknown flag '--xrd'/],
  [['500'], /Unknown argument '500'/],
]) {
  test(`refuses ${args.join(' ')} with exit code 1`, () => {
    assert.throws(() => readOptions(args), {
      message,
      exitCode: 1,
    });
  });
}
