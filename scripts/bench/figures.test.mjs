import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mean, percentile, rounded } from './figures.mjs';

test('percentiles are samples', () => {
  const samples = [5, 1, 4, 2, 3, 10, 9, 8, 7, 6];
  assert.equal(percentile(samples, 0.5), 5);
  assert.equal(percentile(samples, 0.95), 10);
  assert.equal(percentile([3], 0.95), 3);
});

test('means and rounding', () => {
  assert.equal(mean([1, 2, 6]), 3);
  assert.equal(rounded(1.005, 1), 1);
  assert.equal(rounded(2.349), 2.35);
});
