import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readFaults } from './faultTests.mjs';
import { root } from './paths.mjs';

const expected = [
  ...Array.from({ length: 23 }, (_, index) => `A${index + 1}`),
  ...Array.from({ length: 20 }, (_, index) => `B${index + 1}`),
];

test('the register has every fault of the groups A and B once', () => {
  assert.deepEqual(
    readFaults()
      .map(({ fault }) => fault)
      .filter(fault => /^[AB]/.test(fault)),
    expected,
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
