/** `yarn config:check`: the configuration as `npm start` puts it together, against the schemas of all packages. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { paths, root } from '../lib/paths.mjs';
import { runMain } from '../lib/terminal.mjs';

const require = createRequire(import.meta.url);

await runMain(() => {
  const sandboxConfig = join(paths.cache, 'app-config.sandbox.yaml');
  mkdirSync(paths.cache, { recursive: true });
  writeFileSync(sandboxConfig, stringify(sandboxConfiguration()));
  const { status } = spawnSync(
    process.execPath,
    [
      join(paths.binaries, 'backstage-cli'),
      'config:check',
      '--strict',
      '--config',
      join(root, 'app-config.yaml'),
      '--config',
      sandboxConfig,
    ],
    { cwd: root, stdio: 'inherit' },
  );
  return status ?? 1;
});

/** What a sandbox on the default ports would write, without starting one. */
function sandboxConfiguration() {
  // The sandbox is TypeScript.
  require('@backstage/cli/config/nodeTransform.cjs');
  const {
    toPortalConfig,
  } = require('../../packages/sandbox/src/config/toPortalConfig.ts');
  const placeholder = 'placeholder';
  const url = 'http://localhost:7100';
  return toPortalConfig({
    github: {
      url,
      apiUrl: `${url}/api/v3`,
      graphqlUrl: `${url}/api/graphql`,
      organization: 'sandbox',
      token: placeholder,
      oauth: { clientId: placeholder, clientSecret: placeholder },
      webhookSecret: placeholder,
    },
    clusters: [
      { name: 'platform', url: 'http://localhost:7110', token: placeholder },
      { name: 'production', url: 'http://localhost:7111', token: placeholder },
    ],
    registry: { url: 'http://localhost:7120', host: 'localhost:7120' },
    console: { url: 'http://localhost:7130' },
    users: [
      {
        login: 'developer',
        name: 'Developer',
        email: 'developer@example.com',
        groups: ['team-alpha'],
        token: placeholder,
      },
    ],
  });
}
