import assert from 'node:assert/strict';
import { delimiter } from 'node:path';
import { test } from 'node:test';
import { commandEnvironment } from './commands.mjs';
import {
  npmEnvironment,
  toolEnvironment,
  yarnSettings,
} from './environment.mjs';

const toolchain = { bin: '/toolchain/bin', nodePrefix: '/toolchain/node' };

test('puts the toolchain first and keeps certificates and proxies', () => {
  const environment = toolEnvironment(
    {
      PATH: '/usr/bin',
      HOME: process.cwd(),
      NODE_EXTRA_CA_CERTS: '/ca.pem',
      HTTPS_PROXY: 'http://proxy:1',
      npm_config_nodedir: '/usr',
    },
    toolchain,
  );
  assert.equal(environment.PATH.split(delimiter)[0], '/toolchain/bin');
  assert.equal(environment.PATH.split(delimiter).at(-1), '/usr/bin');
  assert.equal(environment.NODE_EXTRA_CA_CERTS, '/ca.pem');
  assert.equal(environment.HTTPS_PROXY, 'http://proxy:1');
  assert.equal(environment.npm_config_nodedir, '/toolchain/node');
});

test('carries the network settings of npm over to Yarn, unless Yarn has its own', () => {
  assert.deepEqual(
    yarnSettings({
      npm_config_registry: 'https://mirror.example',
      NPM_CONFIG_CAFILE: '/ca.pem',
      npm_config_https_proxy: 'http://proxy:1',
      YARN_HTTPS_PROXY: 'http://other:1',
    }),
    {
      YARN_NPM_REGISTRY_SERVER: 'https://mirror.example',
      YARN_HTTPS_CA_FILE_PATH: '/ca.pem',
    },
  );
});

test('lets Yarn use a mirror without encryption when npm was told to', () => {
  assert.deepEqual(
    yarnSettings({ npm_config_registry: 'http://mirror.example:4873/' }),
    {
      YARN_NPM_REGISTRY_SERVER: 'http://mirror.example:4873/',
      YARN_UNSAFE_HTTP_WHITELIST: 'mirror.example',
    },
  );
});

test('finds a home where there is none', () => {
  for (const HOME of [undefined, '', '/nonexistent']) {
    assert.match(npmEnvironment({ HOME }).HOME, /\.cache/);
  }
  assert.equal(npmEnvironment({ HOME: process.cwd() }).HOME, process.cwd());
});

test('joins NODE_OPTIONS and lets other variables of the person win', () => {
  assert.deepEqual(
    commandEnvironment(
      { NODE_OPTIONS: '--a', CI: 'false' },
      { NODE_OPTIONS: '--b', CI: 'true' },
    ),
    { NODE_OPTIONS: '--a --b', CI: 'false' },
  );
});
