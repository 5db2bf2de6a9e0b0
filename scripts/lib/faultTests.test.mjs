import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { chooseFaultTests, faultRegister, readFaults } from './faultTests.mjs';
import { root } from './paths.mjs';

const groups = { A: 23, B: 20, C: 20, D: 12, F: 14 };

test('the register has every fault of its groups once', () => {
  assert.deepEqual(
    readFaults().map(({ fault }) => fault),
    Object.entries(groups).flatMap(([group, length]) =>
      Array.from({ length }, (_, index) => `${group}${index + 1}`),
    ),
  );
});

test('every fault names tests that bear its number, or why there is none', () => {
  for (const { fault, tests, notShown } of readFaults()) {
    assert.ok(tests.length > 0 || notShown, `${fault} has no test, no reason`);
    for (const name of tests) {
      const file = join(root, name);
      assert.ok(existsSync(file), `${fault}: no file ${name}`);
      assert.match(
        readFileSync(file, 'utf8'),
        new RegExp(`(['"\`(]|^.*['"\`].*[^\\w])${fault}(?!\\d)`, 'm'),
        `${fault}: no test of ${name} bears its number`,
      );
    }
  }
});

test('every fault with a test names the criteria that it holds to', () => {
  for (const { fault, criteria, tests } of readFaults()) {
    assert.ok(
      tests.length === 0 || criteria.length > 0,
      `${fault} names no criterion`,
    );
  }
});

test('every test whose title begins with a fault is in the register', () => {
  const registered = new Map(
    readFaults().map(({ fault, tests }) => [fault, tests]),
  );
  const files = execFileSync('git', ['ls-files', '*.test.*'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter(name => /\.test\.(tsx?|mjs)$/.test(name))
    .filter(name => existsSync(join(root, name)));
  for (const name of files) {
    const text = readFileSync(join(root, name), 'utf8');
    for (const [, title] of text.matchAll(
      /['"`]((?:[ABCDF]\d{1,2}(?:, | and )?)+): /g,
    )) {
      for (const [fault] of title.matchAll(/[ABCDF]\d{1,2}/g)) {
        assert.ok(
          registered.get(fault)?.includes(name),
          `${name} tests ${fault}, and docs/faults.md does not say so`,
        );
      }
    }
  }
});

test('every criterion has a meaning, and faults of A or B whose tests assert it', () => {
  const text = readFileSync(faultRegister, 'utf8');
  const meanings = new Map(
    [...text.matchAll(/^\| (N\d) +\|[^|]+\|([^|]*)\|$/gm)].map(
      ([, criterion, faults]) => [criterion, faults.match(/[A-F]\d+/g) ?? []],
    ),
  );
  assert.deepEqual(
    [...meanings.keys()],
    ['N1', 'N2', 'N3', 'N4', 'N5', 'N6', 'N7', 'N8'],
  );
  for (const [criterion, named] of meanings) {
    const faults = readFaults()
      .filter(row => row.criteria.includes(criterion) && row.tests.length)
      .map(({ fault }) => fault);
    assert.ok(
      faults.some(fault => /^[AB]/.test(fault)),
      `no fault of A or B asserts ${criterion}`,
    );
    assert.deepEqual(named, faults, `what the table says of ${criterion}`);
  }
});

test('a name chooses the tests whose files are called so, and none else', () => {
  const files = {
    inProcess: ['plugins/a/src/walk.faults.test.ts', 'plugins/a/src/b.test.ts'],
    ofProcesses: ['scripts/faults/restart.test.mjs'],
  };
  assert.deepEqual(chooseFaultTests(['walk', '-t', 'C2', '--ci'], files), {
    patterns: ['plugins/a/src/walk.faults.test.ts'],
    ofProcesses: [],
    options: ['-t', 'C2', '--ci'],
  });
  assert.deepEqual(chooseFaultTests(['restart'], files), {
    patterns: [],
    ofProcesses: files.ofProcesses,
    options: [],
  });
  assert.deepEqual(chooseFaultTests([], files), {
    patterns: ['\\.faults\\.test\\.', ...files.inProcess],
    ofProcesses: files.ofProcesses,
    options: [],
  });
});
