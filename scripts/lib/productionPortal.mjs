import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { paths, root } from './paths.mjs';
import { startSupervised } from './supervised.mjs';
import { CommandError } from './terminal.mjs';

const backendFolder = join(root, 'packages', 'backend');
const bundle = join(backendFolder, 'dist', 'bundle.tar.gz');
const unpacked = join(paths.cache, 'portal');

/**
 * Lays the production build out as it is in an image: the built packages, linked to each other, on the installed
 * dependencies. What a test then runs is the code that is shipped, and none of the sources.
 */
export function unpackProductionBuild() {
  if (!existsSync(bundle)) {
    throw new CommandError(
      "There is no production build. Run 'npm run build:all' first, or leave out '--no-build'.",
    );
  }
  rmSync(unpacked, { recursive: true, force: true });
  mkdirSync(unpacked, { recursive: true });
  execFileSync('tar', ['-xzf', bundle, '-C', unpacked]);
  for (const group of ['packages', 'plugins']) {
    const folder = join(unpacked, group);
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      linkPackage(join(folder, name), join(root, group, name));
    }
  }
  return join(unpacked, 'packages', 'backend', 'dist', 'index.cjs.js');
}

function linkPackage(builtFolder, sourceFolder) {
  const { name } = JSON.parse(
    readFileSync(join(builtFolder, 'package.json'), 'utf8'),
  );
  const link = join(unpacked, 'node_modules', name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(builtFolder, link);
  // Dependencies that could not be hoisted.
  const own = join(sourceFolder, 'node_modules');
  if (existsSync(own)) {
    symlinkSync(own, join(builtFolder, 'node_modules'));
  }
}

/** Starts a production portal, frontend included, on one port, with its database in `dataDir`. */
export function startProductionPortal({
  entry,
  port,
  dataDir,
  sandboxConfig,
  logName,
  processes,
}) {
  const url = `http://localhost:${port}`;
  const configFile = join(dataDir, 'app-config.portal.yaml');
  writeFileSync(configFile, stringify(portalConfig(url, port, dataDir)));
  const portal = startSupervised({
    name: 'The portal',
    logName,
    command: process.execPath,
    args: [
      entry,
      ...[join(root, 'app-config.yaml'), sandboxConfig, configFile].flatMap(
        file => ['--config', file],
      ),
    ],
    // The configuration has paths that are relative to this folder.
    cwd: backendFolder,
    env: { ...process.env, NODE_ENV: 'production' },
  });
  processes.push(portal);
  return { url, readinessUrl: `${url}/.backstage/health/v1/readiness` };
}

function portalConfig(url, port, dataDir) {
  return {
    app: { baseUrl: url },
    backend: {
      baseUrl: url,
      listen: { host: '127.0.0.1', port },
      cors: { origin: url },
      database: {
        client: 'better-sqlite3',
        connection: { directory: join(dataDir, 'database') },
      },
    },
  };
}
