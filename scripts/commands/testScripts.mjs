/** `yarn test:scripts`: the tests of the scripts themselves, with Node's own test runner. */
import { run } from 'node:test';
import { tap } from 'node:test/reporters';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';

const files = ['lib', 'bench'].flatMap(name => {
  const folder = join(root, 'scripts', name);
  return readdirSync(folder)
    .filter(file => file.endsWith('.test.mjs'))
    .map(file => join(folder, file));
});

run({ files, concurrency: 2 })
  .on('test:fail', () => {
    process.exitCode = 1;
  })
  .compose(tap)
  .pipe(process.stdout);
