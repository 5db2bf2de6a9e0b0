import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readWebhookOptions } from './webhookOptions.mjs';

test('webhooks come at the rate of the goal for half a minute', () => {
  assert.deepEqual(readWebhookOptions([]), {
    rate: 200,
    seconds: 30,
    json: false,
  });
  assert.deepEqual(
    readWebhookOptions(['--rate', '50', '--seconds', '5', '--json']),
    { rate: 50, seconds: 5, json: true },
  );
});

test('more than one address may send is refused', () => {
  assert.throws(() => readWebhookOptions(['--rate', '301']), /1 to 300/);
  assert.throws(() => readWebhookOptions(['--seconds', 'x']), /'x'/);
});
