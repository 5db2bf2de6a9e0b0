import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runSteps } from './schedule.mjs';

/** Runs steps by hand: each ends when the test says so. */
function byHand(steps, capacity) {
  const started = [];
  const end = {};
  const skipped = [];
  const finished = runSteps(steps, {
    capacity,
    run: step => {
      started.push(step.name);
      return new Promise(resolve => {
        end[step.name] = resolve;
      });
    },
    onSkip: step => skipped.push(step.name),
  });
  const settle = () => new Promise(resolve => setImmediate(resolve));
  return {
    started,
    skipped,
    end: async (name, result) => (end[name](result), settle()),
    finished,
  };
}

test('fills the capacity and lets small steps pass one that does not fit', async () => {
  const run = byHand(
    [{ name: 'a' }, { name: 'big', weight: 2 }, { name: 'b' }, { name: 'c' }],
    2,
  );
  assert.deepEqual(run.started, ['a', 'b']);
  await run.end('a', 'passed');
  assert.deepEqual(run.started, ['a', 'b', 'c']);
  await run.end('b', 'passed');
  await run.end('c', 'passed');
  assert.deepEqual(run.started, ['a', 'b', 'c', 'big']);
  await run.end('big', 'passed');
  assert.equal((await run.finished).get('big'), 'passed');
});

test('skips what needs a failed step, and goes on with the rest', async () => {
  const run = byHand(
    [
      { name: 'build' },
      { name: 'journeys', needs: ['build'] },
      { name: 'later', needs: ['journeys'] },
      { name: 'other' },
    ],
    1,
  );
  await run.end('build', 'failed');
  await run.end('other', 'passed');
  assert.deepEqual(Object.fromEntries(await run.finished), {
    build: 'failed',
    journeys: 'skipped',
    later: 'skipped',
    other: 'passed',
  });
  assert.deepEqual(run.skipped, ['journeys', 'later']);
});

test('takes a need that was left out as met, and a weight above the capacity as all of it', async () => {
  const run = byHand([{ name: 'journeys', needs: ['build'], weight: 9 }], 2);
  await run.end('journeys', 'passed');
  assert.equal((await run.finished).get('journeys'), 'passed');
});
