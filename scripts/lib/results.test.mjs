import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  readJestReport,
  readPlaywrightReport,
  readTapReport,
  totalLine,
} from './results.mjs';

test('counts the tests of Jest, and a file that does not run as a failure', () => {
  const result = readJestReport({
    numPassedTests: 5,
    numFailedTests: 1,
    testResults: [
      {
        name: 'good.test.ts',
        status: 'passed',
        message: '',
        assertionResults: [],
      },
      {
        name: 'bad.test.ts',
        status: 'failed',
        message: '',
        assertionResults: [
          {
            status: 'failed',
            fullName: 'adds',
            failureMessages: ['\u001b[31mexpected 2\u001b[39m'],
          },
        ],
      },
      {
        name: 'broken.test.ts',
        status: 'failed',
        message: 'Cannot find module',
        assertionResults: [],
      },
    ],
  });
  assert.equal(result.passed, 5);
  assert.equal(result.failed, 2);
  assert.match(result.failures.join('\n'), /bad.test.ts: adds\n {4}expected 2/);
  assert.match(
    result.failures.join('\n'),
    /broken.test.ts\n {4}Cannot find module/,
  );
});

test('counts the journeys of Playwright', () => {
  const result = readPlaywrightReport({
    stats: { expected: 3, unexpected: 1, flaky: 0, skipped: 0 },
    errors: [],
    suites: [
      {
        title: 'create.test.ts',
        specs: [{ title: 'ok', ok: true, tests: [] }],
        suites: [
          {
            title: 'a team',
            specs: [
              {
                title: 'creates a service',
                ok: false,
                tests: [{ results: [{ errors: [{ message: 'timed out' }] }] }],
              },
            ],
          },
        ],
      },
    ],
  });
  assert.deepEqual([result.passed, result.failed], [3, 1]);
  assert.deepEqual(result.failures, [
    'create.test.ts > a team > creates a service\n    timed out',
  ]);
});

test('counts journeys that could not be loaded', () => {
  const result = readPlaywrightReport({
    stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 },
    errors: [{ message: 'SyntaxError' }],
    suites: [],
  });
  assert.equal(result.failed, 1);
});

test("counts the tests of Node's own runner", () => {
  const result = readTapReport(
    'ok 1 - a\nnot ok 2 - b\n1..2\n# tests 2\n# pass 1\n# fail 1\n# cancelled 0\n',
  );
  assert.deepEqual(result, { passed: 1, failed: 1, failures: ['b'] });
});

test('ends with one line', () => {
  assert.equal(
    totalLine([
      { passed: 3, failed: 0 },
      { passed: 0, failed: 1 },
    ]),
    '3 passed, 1 failed',
  );
  assert.equal(totalLine([]), '0 passed, 0 failed');
});
