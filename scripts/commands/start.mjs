/** `npm start`: the whole portal on this machine, with the sandbox unless real credentials are configured. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { helpText, readArguments } from '../lib/arguments.mjs';
import { requireDiskSpace } from '../lib/disk.mjs';
import { localConfigFile, usesRealGitHub } from '../lib/localConfig.mjs';
import { paths, root } from '../lib/paths.mjs';
import { portalPorts, requireFreePorts, sandboxPorts } from '../lib/ports.mjs';
import { waitForUrl } from '../lib/readiness.mjs';
import { beginRun, clearEarlierRun } from '../lib/runs.mjs';
import { startSandbox } from '../lib/sandbox.mjs';
import { stopRequested } from '../lib/stopping.mjs';
import {
  startSupervised,
  whenCrashed,
  whileRunning,
} from '../lib/supervised.mjs';
import { progressLine, runMain, say } from '../lib/terminal.mjs';

const PORTAL_URL = 'http://localhost:3000';
const READINESS_URL = 'http://localhost:7007/.backstage/health/v1/readiness';
const STARTUP_MILLISECONDS = 300_000;

const options = {
  reset: {
    type: 'boolean',
    describe: 'Deletes the data of earlier runs first',
  },
};

await runMain(async () => {
  const flags = readArguments(process.argv.slice(2), {
    command: 'npm start',
    options,
  });
  if (flags.help) {
    say(helpText('npm start', options));
    return 0;
  }
  const stop = stopRequested();
  const withSandbox = !usesRealGitHub();

  await clearEarlierRun();
  await requireFreePorts(
    withSandbox ? [...portalPorts, ...sandboxPorts] : portalPorts,
  );
  if (flags.reset) {
    rmSync(paths.data, { recursive: true, force: true });
    say('Deleted the data of earlier runs.');
  }
  mkdirSync(paths.data, { recursive: true });
  requireDiskSpace(paths.data, 0.3, 'the data of the portal');

  say('Starting OpenPortal. The first start takes a few minutes.');
  const run = beginRun();
  const processes = [];
  const stopping = new AbortController();
  const ready = startAll({ processes, withSandbox, signal: stopping.signal });
  // Stopping while it still starts is no failure, whatever the interrupted steps say afterwards.
  ready.catch(() => {});
  try {
    const started = await Promise.race([
      ready.then(() => true),
      stop.then(() => false),
    ]);
    if (started) {
      await Promise.race([
        stop,
        whileRunning(processes, new Promise(() => {})),
      ]);
    }
    say('\nStopping.');
    return 0;
  } finally {
    stopping.abort();
    await Promise.all(processes.map(process => process.stop()));
    run.end();
  }
});

async function startAll({ processes, withSandbox, signal }) {
  const configFiles = [join(root, 'app-config.yaml')];
  let consoleUrl;
  if (withSandbox) {
    const configFile = join(paths.data, 'app-config.sandbox.yaml');
    const endpoints = await timed('Sandbox', () =>
      startSandbox({
        dataDir: join(paths.data, 'sandbox'),
        configFile,
        samples: true,
        processes,
      }),
    );
    signal.throwIfAborted();
    consoleUrl = endpoints.console.url;
    configFiles.push(configFile);
  }
  if (existsSync(localConfigFile)) {
    configFiles.push(localConfigFile);
  }

  const packages = [
    { name: 'Backend', folder: 'backend', url: READINESS_URL },
    { name: 'Frontend', folder: 'app', url: PORTAL_URL },
  ];
  const servers = packages.map(({ name, folder }) =>
    startPackage(name, folder, configFiles),
  );
  processes.push(...servers);
  const starting = new AbortController();
  const waits = {
    signal: AbortSignal.any([signal, starting.signal]),
    timeoutMilliseconds: STARTUP_MILLISECONDS,
  };
  const answered = packages.map(({ name, url }) =>
    timed(name, () =>
      waitForUrl(url, { ...waits, describe: `The ${name.toLowerCase()}` }),
    ),
  );
  try {
    await whileRunning(
      processes,
      Promise.race([
        Promise.all(answered),
        ...servers.map(server => whenCrashed(server, waits.signal)),
      ]),
    );
  } finally {
    starting.abort();
  }

  say(`\nPortal:   ${PORTAL_URL}`);
  say(
    consoleUrl
      ? `Sandbox:  ${consoleUrl} (stand-ins for GitHub, the clusters and the registry)`
      : 'The sandbox is off: app-config.local.yaml has GitHub credentials.',
  );
  say('Stop with Ctrl-C. Logs are in .logs, data is in .data.');
}

function startPackage(name, folder, configFiles) {
  return startSupervised({
    name: `The ${name.toLowerCase()}`,
    logName: name.toLowerCase(),
    command: process.execPath,
    args: [
      join(paths.binaries, 'backstage-cli'),
      'package',
      'start',
      ...configFiles.flatMap(file => ['--config', file]),
    ],
    cwd: join(root, 'packages', folder),
    env: process.env,
  });
}

async function timed(name, work) {
  const started = Date.now();
  const result = await work();
  say(progressLine(name, 'ready', Date.now() - started));
  return result;
}
