import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { listeningInodes } from './portOwner.mjs';
import {
  freePort,
  portMessage,
  requireFreePorts,
  takenPorts,
} from './ports.mjs';

for (const host of ['127.0.0.1', '0.0.0.0']) {
  test(`finds a port that is taken on ${host}, and what it is needed for`, async () => {
    const port = await freePort();
    const entry = { port, purpose: 'the portal (backend)' };
    assert.deepEqual(await takenPorts([entry]), []);

    const server = createServer();
    await new Promise(resolve => server.listen(port, host, resolve));
    try {
      assert.deepEqual(await takenPorts([entry]), [entry]);
      await assert.rejects(requireFreePorts([entry]), error => {
        assert.match(error.message, new RegExp(`Port ${port} is taken`));
        assert.match(error.message, /needs it for the portal \(backend\)/);
        return true;
      });
    } finally {
      await new Promise(resolve => server.close(resolve));
    }
    assert.deepEqual(await takenPorts([entry]), []);
  });
}

test('names every port, its owner and how to find it', () => {
  const message = portMessage([
    {
      port: 3000,
      purpose: 'the portal (frontend)',
      owner: { pid: 42, name: 'nginx' },
    },
    { port: 7100, purpose: "the sandbox's GitHub" },
  ]);
  assert.match(message, /Port 3000 is taken by 'nginx' \(process 42\)/);
  assert.match(
    message,
    /Port 7100 is taken\. OpenPortal needs it for the sandbox's GitHub/,
  );
  assert.match(message, /lsof -i :3000/);
});

test('finds the listeners of a port in the table of the kernel', () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1',
    '   1: 0100007F:0BB8 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 22222 1',
    '   2: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 33333 1',
  ].join('\n');
  assert.deepEqual(listeningInodes(table, 3000), ['12345']);
});
