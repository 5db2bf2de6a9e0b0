import { join } from 'node:path';
import { endedError, startSupervised } from './supervised.mjs';
import { root } from './paths.mjs';

const cli = join(root, 'packages', 'sandbox', 'bin', 'openportal-sandbox');

/** The command line of the sandbox, for one data folder. */
export function sandboxArguments({
  dataDir,
  configFile,
  ports = 'default',
  samples = false,
}) {
  return [
    cli,
    '--json',
    '--data-dir',
    dataDir,
    '--config-file',
    configFile,
    '--exit-with-parent',
    ...(ports === 'ephemeral' ? ['--ephemeral-ports'] : []),
    ...(samples ? ['--samples'] : []),
  ];
}

/**
 * Starts the sandbox and waits until it is ready. It is added to `processes` at once, so that it can be stopped before.
 *
 * @returns {Promise<object>} its endpoints
 */
export async function startSandbox({
  logName = 'sandbox',
  env = process.env,
  processes,
  ...options
}) {
  let announce;
  const endpoints = new Promise(resolve => {
    announce = resolve;
  });
  const sandbox = startSupervised({
    name: 'The sandbox',
    logName,
    command: process.execPath,
    args: sandboxArguments(options),
    env,
    // The line with the endpoints has tokens in it, so it stays out of the log.
    onLine: line => {
      if (line.startsWith('{')) {
        announce(JSON.parse(line));
      }
    },
  });
  processes.push(sandbox);
  const first = await Promise.race([
    endpoints.then(value => ({ value })),
    sandbox.exited.then(code => ({ code })),
  ]);
  if (!first.value) {
    throw endedError(sandbox, first.code);
  }
  return first.value;
}
