import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasGitHubCredentials } from './localConfig.mjs';

const withGitHub = github => ({ integrations: { github } });

test('keeps the sandbox off only for credentials', () => {
  assert.equal(
    hasGitHubCredentials(withGitHub([{ host: 'github.com', token: 'x' }])),
    true,
  );
  assert.equal(
    hasGitHubCredentials(
      withGitHub([{ host: 'github.com', apps: [{ appId: 1 }] }]),
    ),
    true,
  );
  for (const config of [
    null,
    undefined,
    {},
    'text',
    withGitHub([]),
    withGitHub([{ host: 'github.com' }]),
    withGitHub([null]),
    withGitHub({}),
  ]) {
    assert.equal(hasGitHubCredentials(config), false);
  }
});
