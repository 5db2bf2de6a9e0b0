import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classifyFailure, lastLines } from './failures.mjs';

const cases = [
  ['disk-full', 'ENOSPC: no space left on device, write'],
  ['disk-full', 'tar: Cannot write: No space left on device'],
  ['certificate', 'npm error code SELF_SIGNED_CERT_IN_CHAIN'],
  [
    'certificate',
    'RequestError: unable to get local issuer certificate UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  ],
  [
    'build-tools',
    'gyp ERR! find Python You need to install the latest version of Python. not found',
  ],
  ['build-tools', 'make: not found'],
  [
    'lockfile',
    '➤ YN0028: │ The lockfile would have been modified by this install, which is explicitly forbidden.',
  ],
  ['integrity', 'npm error code EINTEGRITY'],
  ['registry-unreachable', 'npm error getaddrinfo ENOTFOUND registry.example'],
  ['registry-unreachable', 'RequestError: connect ECONNREFUSED 127.0.0.1:9'],
  [
    'registry-unreachable',
    'npm error network tunneling socket could not be established, statusCode=407',
  ],
  ['permission', "EACCES: permission denied, mkdir '/app/node_modules'"],
];

for (const [kind, log] of cases) {
  test(`recognizes ${kind} in '${log.slice(0, 40)}'`, () => {
    assert.equal(classifyFailure(`some line\n${log}\nanother line`).kind, kind);
  });
}

test('names the missing compiler, although a download was refused before', () => {
  const log =
    'prebuild-install warn connect ECONNREFUSED\ngyp ERR! stack Error: not found: make';
  assert.equal(classifyFailure(log).kind, 'build-tools');
});

test('names the settings to check when the registry cannot be reached', () => {
  const { message } = classifyFailure('getaddrinfo EAI_AGAIN registry.example');
  assert.match(message, /EAI_AGAIN/);
  assert.match(message, /HTTPS_PROXY/);
  assert.match(message, /NODE_EXTRA_CA_CERTS/);
});

test('says nothing about what it does not know', () => {
  assert.equal(classifyFailure('TypeError: x is not a function'), undefined);
});

test('gives the last lines without colors', () => {
  assert.equal(
    lastLines('one\n\u001b[31mtwo\u001b[39m\nthree\n\n', 2),
    'two\nthree',
  );
});
