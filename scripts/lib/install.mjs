import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireDiskSpace } from './disk.mjs';
import { toolEnvironment } from './environment.mjs';
import { withLock } from './lock.mjs';
import { paths, root } from './paths.mjs';
import { failureMessage, runLogged, runToLog } from './run.mjs';
import { CommandError } from './terminal.mjs';

const stampFile = join(paths.nodeModules, '.openportal-install.json');

/** The parts of a package.json that decide what is installed. */
const relevantFields = [
  'name',
  'bin',
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'resolutions',
  'workspaces',
];

/** A fingerprint of everything that decides what an installation contains. Order and scripts do not count. */
export function installFingerprint({ lockfile, settings, manifests, runtime }) {
  const hash = createHash('sha256')
    .update(lockfile)
    .update('\0')
    .update(settings);
  for (const manifest of manifests) {
    const content = JSON.parse(manifest);
    hash.update(
      JSON.stringify(relevantFields.map(field => content[field] ?? '')),
    );
  }
  return hash.update(runtime).digest('hex');
}

/** Runs `yarn install --immutable` unless the last successful run was for the same dependencies. */
export async function ensureInstalled(toolchain, environment = process.env) {
  // Native add-ons are built for the platform; the line of Node.js is always the same.
  const runtime = `${process.platform}-${process.arch}`;
  if (readStamp() === readFingerprint(runtime)) {
    return;
  }
  await withLock(paths.lock, async () => {
    const fingerprint = readFingerprint(runtime);
    if (readStamp() === fingerprint) {
      return;
    }
    const first = !existsSync(stampFile);
    requireDiskSpace(root, first ? 6 : 1, 'installing the packages');
    await install(toolchain, {
      ...toolEnvironment(environment, toolchain),
      YARN_ENABLE_PROGRESS_BARS: 'false',
    });
    writeFileSync(stampFile, JSON.stringify({ fingerprint }));
  });
}

/**
 * Asks the registry once before Yarn asks it for every package: without an answer, Yarn would try each of them several
 * times. Everything may still be in Yarn's cache, so the installation is tried without the network then.
 */
async function install(toolchain, env) {
  const question = await runToLog({
    logName: 'bootstrap-registry',
    command: toolchain.node,
    args: [toolchain.yarn, 'npm', 'info', 'yaml', '--fields', 'name', '--json'],
    env: { ...env, YARN_HTTP_RETRY: '1', YARN_HTTP_TIMEOUT: '20000' },
  });
  const isReachable = question.code === 0;
  try {
    await runLogged({
      title: 'Installing packages',
      logName: 'bootstrap-install',
      command: toolchain.node,
      args: [toolchain.yarn, 'install', '--immutable', '--inline-builds'],
      env: isReachable ? env : { ...env, YARN_ENABLE_NETWORK: '0' },
    });
  } catch (error) {
    throw isReachable
      ? error
      : new CommandError(failureMessage('Asking the npm registry', question));
  }
}

function readFingerprint(runtime) {
  return installFingerprint({
    lockfile: readFileSync(join(root, 'yarn.lock')),
    settings: readFileSync(join(root, '.yarnrc.yml')),
    manifests: manifestFiles().map(file => readFileSync(file, 'utf8')),
    runtime,
  });
}

function manifestFiles() {
  const workspaces = ['packages', 'plugins'].flatMap(group =>
    readdirSync(join(root, group))
      .sort()
      .map(name => join(root, group, name, 'package.json')),
  );
  return [join(root, 'package.json'), ...workspaces].filter(file =>
    existsSync(file),
  );
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8')).fingerprint;
  } catch {
    return undefined;
  }
}
