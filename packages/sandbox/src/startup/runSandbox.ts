import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { stringify } from 'yaml';
import { type SandboxEndpoints, toPortalConfig } from '../config';
import { startSandbox } from '../startSandbox';
import { resetDataFolder } from './dataFolder';
import { type CliOptions, readOptions } from './options';
import { explainStorageError, SandboxStartError } from './SandboxStartError';
import { summary } from './summary';

// A person watches: slow enough to see what happens, fast enough not to wait for it.
const tempoMilliseconds = 1000;

/** The command: starts the sandbox, says where it is, and runs until it is told to stop. */
export async function runSandbox(argv: string[]): Promise<void> {
  try {
    const options = readOptions(argv);
    if (options) {
      await run(options);
    }
  } catch (error) {
    if (error instanceof SandboxStartError) {
      process.stderr.write(`sandbox: ${error.message}\n`);
      process.exit(1);
    }
    throw error;
  }
}

async function run(options: CliOptions): Promise<void> {
  const stop = stopSignal({ exitWithParent: options.exitWithParent });
  if (options.reset) {
    await resetDataFolder(options.dataDir);
  }
  const sandbox = await startSandbox({
    dataDir: options.dataDir,
    ports: options.hostPorts,
    seed: options.samples ? 'samples' : 'full',
    tempo: tempoMilliseconds,
  });
  try {
    if (options.configFile) {
      await writeConfigFile(options.configFile, sandbox.endpoints, options);
    }
    process.stdout.write(
      options.json
        ? `${JSON.stringify(sandbox.endpoints)}\n`
        : summary(sandbox.endpoints),
    );
    await stop;
  } finally {
    await sandbox.close();
  }
  // Open handles of somebody who still reads our output must not keep us alive.
  process.exit(0);
}

/** Resolves when somebody wants the process to end. */
function stopSignal(options: { exitWithParent: boolean }): Promise<void> {
  return new Promise(resolvePromise => {
    const stop = () => resolvePromise();
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    // Nobody reads any more what we print; that is no reason to break.
    process.stdout.on('error', () => {});
    if (options.exitWithParent) {
      process.stdin.on('end', stop).on('close', stop).on('error', stop);
      process.stdin.resume();
      process.on('disconnect', stop);
    }
  });
}

// Written beside and moved, so that a portal that watches the file never reads half of it.
async function writeConfigFile(
  file: string,
  endpoints: SandboxEndpoints,
  { samples }: { samples: boolean },
): Promise<void> {
  const path = resolve(file);
  const text = [
    '# Written by the sandbox at every start. It holds the credentials of this sandbox only.',
    stringify(toPortalConfig(endpoints, { samples })),
  ].join('\n');
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, text, { mode: 0o600 });
    await rename(`${path}.new`, path);
  } catch (error) {
    const explained = explainStorageError(error, dirname(path));
    throw explained instanceof SandboxStartError
      ? new SandboxStartError(
          `The configuration file '${path}' cannot be written: ${String(
            error,
          )}. Choose another with --config-file.`,
          { cause: error },
        )
      : error;
  }
}
