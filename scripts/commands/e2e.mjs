/** `yarn test:e2e`: the browser journeys, against a production build with a sandbox of its own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { helpText, readArguments } from '../lib/arguments.mjs';
import { prepareBrowser } from '../lib/browser.mjs';
import { paths, root } from '../lib/paths.mjs';
import { freePort } from '../lib/ports.mjs';
import { buildAll } from '../lib/productionBuild.mjs';
import {
  startProductionPortal,
  unpackProductionBuild,
} from '../lib/productionPortal.mjs';
import { waitForUrl } from '../lib/readiness.mjs';
import { startSandbox } from '../lib/sandbox.mjs';
import { stopRequested } from '../lib/stopping.mjs';
import { startSupervised, whileRunning } from '../lib/supervised.mjs';
import { runMain, say } from '../lib/terminal.mjs';

const options = {
  'no-build': {
    type: 'boolean',
    describe: 'Uses the production build that is there',
  },
  grep: {
    type: 'string',
    describe: 'Runs only the journeys whose title matches',
  },
  pictures: {
    type: 'boolean',
    describe: 'Renews the pictures of the documentation in docs/images',
  },
};

await runMain(async () => {
  const flags = readArguments(process.argv.slice(2), {
    command: 'npm run test:e2e',
    options,
  });
  if (flags.help) {
    say(helpText('npm run test:e2e', options));
    return 0;
  }
  const stop = stopRequested().then(() => 130);
  const processes = [];
  const artifacts = join(paths.logs, 'e2e');
  rmSync(artifacts, { recursive: true, force: true });
  mkdirSync(artifacts, { recursive: true });
  const dataDir = mkdtempSync(join(tmpdir(), 'openportal-e2e-'));
  const stopping = new AbortController();
  const { signal } = stopping;
  const journeys = runJourneys({
    flags,
    dataDir,
    artifacts,
    processes,
    signal,
  });
  journeys.catch(() => {});
  try {
    return await Promise.race([journeys, stop]);
  } finally {
    stopping.abort();
    await Promise.all(processes.map(process => process.stop()));
    rmSync(dataDir, { recursive: true, force: true });
  }
});

async function runJourneys({ flags, dataDir, artifacts, processes, signal }) {
  if (!flags['no-build']) {
    await buildAll('e2e');
  }
  const browser = await prepareBrowser();
  const entry = unpackProductionBuild();
  const sandboxConfig = join(dataDir, 'app-config.sandbox.yaml');
  const endpoints = await startSandbox({
    logName: 'e2e-sandbox',
    dataDir: join(dataDir, 'sandbox'),
    configFile: sandboxConfig,
    ports: 'ephemeral',
    processes,
  });
  const endpointsFile = join(dataDir, 'sandbox-endpoints.json');
  writeFileSync(endpointsFile, JSON.stringify(endpoints), { mode: 0o600 });

  const portal = startProductionPortal({
    entry,
    port: await freePort(),
    dataDir,
    sandboxConfig,
    logName: 'e2e-portal',
    processes,
  });
  await whileRunning(
    processes,
    waitForUrl(portal.readinessUrl, {
      signal,
      timeoutMilliseconds: 120_000,
      describe: 'The portal',
    }),
  );

  const playwright = startSupervised({
    name: 'The browser journeys',
    logName: 'e2e-playwright',
    command: process.execPath,
    args: [
      join(paths.binaries, 'playwright'),
      'test',
      ...(flags.grep ? ['--grep', flags.grep] : []),
    ],
    cwd: join(root, 'packages', 'app'),
    env: {
      ...browser.environment,
      PORTAL_URL: portal.url,
      SANDBOX_ENDPOINTS_FILE: endpointsFile,
      E2E_ARTIFACTS: artifacts,
      ...(flags.pictures && { PICTURES_FOLDER: join(root, 'docs', 'images') }),
      ...(browser.executablePath && { CHROMIUM_PATH: browser.executablePath }),
    },
  });
  processes.push(playwright);
  const code = await playwright.exited;
  say(
    code === 0
      ? 'All browser journeys passed.'
      : `Browser journeys failed. Log: .logs/e2e-playwright.log, pictures: .logs/e2e`,
  );
  return code;
}
