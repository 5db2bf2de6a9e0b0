import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectSteps, testGroups, testSteps } from './testSteps.mjs';

const names = only => selectSteps(only).map(step => step.name);

test('selects a part together with what it needs', () => {
  assert.deepEqual(names('unit'), ['unit and integration']);
  assert.deepEqual(names('faults'), ['faults of processes']);
  assert.deepEqual(names('build'), ['types', 'production build']);
  assert.deepEqual(names('e2e'), [
    'types',
    'production build',
    'browser journeys',
  ]);
  assert.equal(names(undefined).length, testSteps.length);
});

test('has steps for every part, and needs that exist', () => {
  const all = testSteps.map(step => step.name);
  for (const group of testGroups) {
    assert.ok(
      testSteps.some(step => step.group === group),
      group,
    );
  }
  for (const step of testSteps) {
    assert.ok(
      (step.needs ?? []).every(name => all.includes(name)),
      step.name,
    );
  }
});
