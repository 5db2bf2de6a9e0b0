import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { createService } from './service.ts';

const service = createService({ name: 'test', version: 'sha-1234567' });
let url = '';

before(async () => {
  service.server.listen(0, '127.0.0.1');
  await once(service.server, 'listening');
  url = `http://127.0.0.1:${(service.server.address() as AddressInfo).port}`;
});

after(() => {
  service.server.close();
  service.server.closeAllConnections();
});

test('names itself and its version', async () => {
  const response = await fetch(url);
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), {
    name: 'test',
    version: 'sha-1234567',
  });
});

test('is healthy always, and ready only when told so', async () => {
  service.ready = false;
  assert.equal((await fetch(`${url}/health`)).status, 200);
  assert.equal((await fetch(`${url}/ready`)).status, 503);
  service.ready = true;
  assert.equal((await fetch(`${url}/ready?probe=1`)).status, 200);
});

test('counts requests by route, with one label for unknown paths', async () => {
  for (const path of ['/nowhere', '/constructor', '/__proto__']) {
    assert.equal((await fetch(`${url}${path}`)).status, 404);
  }
  const response = await fetch(`${url}/metrics`);
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
  const text = await response.text();
  assert.match(
    text,
    /http_request_duration_seconds_count\{method="GET",route="other",status="404"\} 3/,
  );
  assert.match(text, /^process_resident_memory_bytes \d+$/m);
  assert.doesNotMatch(text, /nowhere/);
});

test('refuses to be written to', async () => {
  const response = await fetch(url, { method: 'POST', body: '{}' });
  assert.equal(response.status, 405);
  assert.equal(response.headers.get('allow'), 'GET, HEAD');
});
