import { accessSync, constants, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { paths } from './paths.mjs';

/** npm's settings (npm hands them to its scripts as variables) that Yarn knows by another name. */
const yarnNames = {
  npm_config_registry: 'YARN_NPM_REGISTRY_SERVER',
  npm_config_cafile: 'YARN_HTTPS_CA_FILE_PATH',
  npm_config_https_proxy: 'YARN_HTTPS_PROXY',
  npm_config_proxy: 'YARN_HTTP_PROXY',
};

/**
 * npm's own settings of this machine, as far as they concern the network, in the names that Yarn reads. A variable that
 * is already set in Yarn's name wins.
 */
export function yarnSettings(environment) {
  const settings = {};
  for (const [npmName, yarnName] of Object.entries(yarnNames)) {
    const value = environment[npmName] ?? environment[npmName.toUpperCase()];
    if (value && !environment[yarnName]) {
      settings[yarnName] = value;
    }
  }
  const registry = settings.YARN_NPM_REGISTRY_SERVER;
  if (
    registry?.startsWith('http:') &&
    !environment.YARN_UNSAFE_HTTP_WHITELIST
  ) {
    // npm was told to use this mirror as it is; Yarn asks for it to be named again.
    settings.YARN_UNSAFE_HTTP_WHITELIST = new URL(registry).hostname;
  }
  return settings;
}

/**
 * The environment of everything that runs on the toolchain. Certificate and proxy variables pass through, since the
 * whole environment does.
 */
export function toolEnvironment(environment, toolchain) {
  const result = {
    ...npmEnvironment(environment),
    ...yarnSettings(environment),
    PATH: [toolchain.bin, paths.binaries, environment.PATH]
      .filter(Boolean)
      .join(delimiter),
    // Where node-gyp finds the headers; without it, it would download them.
    npm_config_nodedir: toolchain.nodePrefix,
    YARN_ENABLE_TELEMETRY: '0',
  };
  // The Node.js that started the bootstrap is not the one that runs the command.
  delete result.NODE;
  delete result.npm_node_execpath;
  return result;
}

/** npm and Yarn need a home folder for their caches; a container may have none. */
export function npmEnvironment(environment) {
  if (isWritable(environment.HOME)) {
    return { ...environment };
  }
  const home = paths.cacheHome;
  mkdirSync(home, { recursive: true });
  return { ...environment, HOME: home };
}

function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
