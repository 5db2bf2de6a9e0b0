import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpText, readArguments } from './arguments.mjs';

const definition = {
  command: 'npm start',
  options: {
    reset: { type: 'boolean', describe: 'Deletes the data' },
    only: {
      type: 'string',
      describe: 'Runs one part',
      values: ['unit', 'static'],
    },
    grep: { type: 'string', describe: 'Filters' },
  },
};

test('reads flags and values', () => {
  assert.deepEqual(
    { ...readArguments(['--reset', '--only', 'unit'], definition) },
    { reset: true, only: 'unit' },
  );
  assert.deepEqual(
    { ...readArguments(['--grep=a b'], definition) },
    { grep: 'a b' },
  );
  assert.deepEqual({ ...readArguments([], definition) }, {});
  assert.deepEqual(
    { ...readArguments(['--help'], definition) },
    { help: true },
  );
});

test('refuses what it does not know, by name, and shows the flags', () => {
  for (const [args, problem] of [
    [['--rest'], "Unknown flag '--rest'"],
    [['-r'], "Unknown flag '-r'"],
    [['reset'], "Unknown argument 'reset'"],
    [['--reset=yes'], "'--reset' takes no value"],
    [['--grep'], "'--grep' needs a value"],
    [
      ['--only', 'units'],
      "'units' is no value of '--only'. Values: unit, static.",
    ],
  ]) {
    assert.throws(
      () => readArguments(args, definition),
      error =>
        error.message.includes(problem) &&
        error.message.includes('--reset') &&
        error.exitCode === 2,
      problem,
    );
  }
});

test('describes every flag in the help text', () => {
  assert.match(
    helpText(definition.command, definition.options),
    /--only unit\|static +Runs one part/,
  );
});
