import { dirname, join } from 'node:path';
import { startConsole } from './console';
import { createFaultSwitches, Listener, openStore, stableSecret } from './core';
import { startGitHub } from './github';
import { type ClusterSandbox, startCluster } from './kubernetes';
import { startRegistry } from './registry';
import type { Sandbox, SandboxOptions } from './Sandbox';
import { isSeeded, seedSandbox } from './seed';
import { type DataFolder, openDataFolder } from './startup/dataFolder';
import { choosePorts, rememberPorts, withPort } from './startup/ports';
import { explainStorageError } from './startup/SandboxStartError';
import { startCi } from './startup/startCi';
import { noControllers, startPlatform } from './startup/startPlatform';
import { toEndpoints } from './startup/toEndpoints';

const clusterNames = ['platform', 'production'] as const;

/**
 * Starts every service of the sandbox, and seeds it at the first start.
 *
 * @public
 */
export async function startSandbox(
  options: SandboxOptions = {},
): Promise<Sandbox> {
  const folder = await openDataFolder(options.dataDir);
  // Closed from the last to the first, also when a start ends half-way.
  const closers: Array<() => Promise<void> | void> = [() => folder.release()];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) {
      await closer();
    }
  };
  try {
    return await compose(options, folder, closers, close);
  } catch (error) {
    await close();
    throw explainStorageError(error, folder.path);
  }
}

async function compose(
  options: SandboxOptions,
  folder: DataFolder,
  closers: Array<() => Promise<void> | void>,
  close: () => Promise<void>,
): Promise<Sandbox> {
  const { ports: choice = 'ephemeral', seed = 'full', tempo = 100 } = options;
  const store = openStore(folder.databaseFile);
  closers.push(() => store.close());
  const ports = choosePorts(store, choice);
  const faults = createFaultSwitches();

  const github = await withPort(ports, 'github', port =>
    startGitHub({ store, folder: join(folder.path, 'github'), faults, port }),
  );
  closers.push(() => github.close());
  const registryListener = await withPort(ports, 'registry', port =>
    Listener.open({ port }),
  );
  closers.push(() => registryListener.close());
  const registry = await startRegistry({
    dataDir: folder.path,
    store,
    listener: registryListener,
    faults,
    authentication: options.registryAuthentication,
  });
  const clusters: Record<string, ClusterSandbox> = {};
  for (const name of clusterNames) {
    const cluster = await withPort(ports, `kubernetes:${name}`, port =>
      startCluster({
        name,
        store,
        port,
        token: stableSecret(store, `kubernetes-token:${name}`),
        faults,
      }),
    );
    clusters[name] = cluster;
    closers.push(() => cluster.close());
  }
  const consoleListener = await withPort(ports, 'console', port =>
    Listener.open({ port }),
  );
  closers.push(() => consoleListener.close());
  rememberPorts(store, {
    github: github.url,
    'kubernetes:platform': clusters.platform.url,
    'kubernetes:production': clusters.production.url,
    registry: registry.url,
    console: consoleListener.url,
  });

  if (!isSeeded(store)) {
    await folder.whileSeeding(() =>
      seedSandbox({
        ...{ seed, store, gitHub: github, registry, clusters },
        checkout: checkoutFolder(),
        now: new Date(),
      }),
    );
  }
  const ci = await startCi({ github, registry, store, tempo });
  closers.push(() => ci.close());
  const platform =
    options.controllers === false
      ? noControllers
      : startPlatform({ github, registry, clusters, tempo });
  closers.push(() => platform.close());

  const endpoints = toEndpoints({
    github,
    clusters,
    registry,
    consoleUrl: consoleListener.url,
  });
  startConsole({ listener: consoleListener, endpoints, registry, faults });

  return {
    endpoints,
    github,
    clusters,
    registry,
    faults,
    async idle() {
      // Each may give the others something to do.
      do {
        await github.idle();
        await ci.idle();
        await platform.idle();
      } while (github.busy || ci.busy || platform.busy);
    },
    close,
  };
}

/** The folder that holds `packages/` and `platform/`. */
function checkoutFolder(): string {
  return join(dirname(require.resolve('../package.json')), '..', '..');
}
