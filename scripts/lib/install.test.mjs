import assert from 'node:assert/strict';
import { test } from 'node:test';
import { installFingerprint } from './install.mjs';

const input = {
  lockfile: 'lock',
  settings: 'nodeLinker: node-modules',
  manifests: [
    JSON.stringify({
      name: 'a',
      scripts: { test: 'x' },
      dependencies: { b: '1' },
    }),
  ],
  runtime: 'linux',
};
const withManifest = manifest =>
  installFingerprint({ ...input, manifests: [JSON.stringify(manifest)] });

test('changes with what an installation contains, and only with that', () => {
  const before = installFingerprint(input);
  assert.equal(
    withManifest({
      name: 'a',
      scripts: { test: 'y' },
      dependencies: { b: '1' },
    }),
    before,
  );
  assert.notEqual(
    withManifest({ name: 'a', dependencies: { b: '2' } }),
    before,
  );
  assert.notEqual(installFingerprint({ ...input, lockfile: 'other' }), before);
  assert.notEqual(installFingerprint({ ...input, settings: 'other' }), before);
  assert.notEqual(installFingerprint({ ...input, runtime: 'darwin' }), before);
});
