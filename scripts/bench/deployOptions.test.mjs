import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDeployOptions } from './deployOptions.mjs';

test('reads what is given and fills in the rest', () => {
  assert.deepEqual(readDeployOptions([]), { apps: 100, envs: 4, json: false });
  assert.deepEqual(
    readDeployOptions(['--apps', '10000', '--envs=4', '--json']),
    { apps: 10_000, envs: 4, json: true },
  );
  assert.equal(readDeployOptions(['--help']), undefined);
});

for (const [args, message] of [
  [['--apps', '0'], /'0' is no value of '--apps'/],
  [['--apps', 'many'], /'many' is no value of '--apps'/],
  [['--envs', '1'], /'1' is no value of '--envs'/],
  [['--envs', '2.5'], /'2.5' is no value of '--envs'/],
  [['--apps'], /'--apps' needs a value/],
  [['--app', '5'], /Unknown flag '--app'/],
  [['500'], /Unknown argument '500'/],
]) {
  test(`refuses ${args.join(' ')} with exit code 1`, () => {
    assert.throws(() => readDeployOptions(args), { message, exitCode: 1 });
  });
}
