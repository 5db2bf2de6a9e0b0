import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './paths.mjs';

const LINES = 500;
const sources = execFileSync('git', ['ls-files'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter(file => /^(packages|plugins|scripts)\/.*\.(ts|tsx|mjs)$/.test(file))
  // A file may be deleted but not committed yet.
  .flatMap(file => {
    try {
      return [{ file, text: readFileSync(join(root, file), 'utf8') }];
    } catch {
      return [];
    }
  });

test(`no source file has over ${LINES} lines`, () => {
  const long = sources
    .map(({ file, text }) => `${text.split('\n').length} ${file}`)
    .filter(line => Number.parseInt(line, 10) > LINES);
  assert.deepEqual(long, []);
});

test('types and lint are not switched off', () => {
  const off =
    /: any\b|\bas any\b|<any>|@ts-(ignore|nocheck|expect-error)|eslint-disable/;
  const found = sources
    // This file has to name what it looks for.
    .filter(({ file }) => !file.endsWith('houseRules.test.mjs'))
    .flatMap(({ file, text }) =>
      text
        .split('\n')
        .map((line, index) => ({ line, place: `${file}:${index + 1}` }))
        .filter(({ line }) => off.test(line))
        .map(({ place }) => place),
    );
  assert.deepEqual(found, []);
});
