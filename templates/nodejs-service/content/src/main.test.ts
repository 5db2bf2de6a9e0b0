import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('stops cleanly on SIGTERM', async () => {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./main.ts', import.meta.url))],
    {
      env: { ...process.env, PORT: '0', SHUTDOWN_DELAY_MS: '0' },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const messages: string[] = [];
  createInterface({ input: child.stdout }).on('line', line => {
    const { message } = JSON.parse(line) as { message: string };
    messages.push(message);
    if (message === 'Listening') {
      child.kill('SIGTERM');
    }
  });
  const [code] = await once(child, 'close');
  assert.equal(code, 0);
  assert.deepEqual(messages, ['Listening', 'Stopping', 'Stopped']);
});
