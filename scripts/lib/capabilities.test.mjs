import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { root } from './paths.mjs';

const states = ['done', 'partly', 'open', 'outside'];

/** The rows of the tables in docs/capabilities.md. */
function readCapabilities() {
  const text = readFileSync(join(root, 'docs', 'capabilities.md'), 'utf8');
  return text
    .split('\n')
    .filter(line => /^\| `S\d{3}\.\d+`/.test(line))
    .map(line => {
      const [id, state, , where, tests] = line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim().replace(/[`\\]/g, ''));
      return { id, state, where, tests };
    });
}

const testFiles = execFileSync('git', ['ls-files'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter(file => /\.test\.(ts|tsx|mjs)$/.test(file));

test('every capability has a known state, and every ID is there once', () => {
  const capabilities = readCapabilities();
  assert.equal(capabilities.length, 104);
  assert.equal(new Set(capabilities.map(({ id }) => id)).size, 104);
  for (const { id, state } of capabilities) {
    assert.ok(states.includes(state), `${id}: '${state}' is no state`);
  }
});

test('what is done or partly done names places and tests that exist', () => {
  for (const { id, state, where, tests } of readCapabilities()) {
    if (state === 'done' || state === 'partly') {
      for (const place of where.split(/[ ,]+/).filter(it => it.includes('/'))) {
        const path = place.replace(/[()*]/g, '');
        assert.ok(existsSync(join(root, path)), `${id}: no ${path}`);
      }
      const names = tests.match(/[\w./-]+\.test\.(tsx?|mjs)/g) ?? [];
      assert.ok(names.length > 0, `${id} is ${state} but names no test`);
      for (const name of names) {
        const found = testFiles.filter(file =>
          name.includes('/') ? file === name : basename(file) === name,
        );
        assert.notEqual(found.length, 0, `${id}: no test ${name}`);
        assert.equal(found.length, 1, `${id}: which ${name}? Give its path`);
      }
    }
  }
});
