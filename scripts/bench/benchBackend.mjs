import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { paths, root } from '../lib/paths.mjs';
import { freePort } from '../lib/ports.mjs';
import { waitForUrl } from '../lib/readiness.mjs';
import {
  startSupervised,
  whenCrashed,
  whileRunning,
} from '../lib/supervised.mjs';
import { catalogApi } from './catalogApi.mjs';
import { catalogDatabase } from './catalogDatabase.mjs';
import { processUsage } from './processUsage.mjs';

const START_MILLISECONDS = 300_000;
/**
 * Without a limit, the garbage of the start stays until V8 sees a reason to look for it, and the peak says nothing.
 * With this one, a backend fits into a container of 768 MB.
 */
export const HEAP_MEGABYTES = 512;
const preload = fileURLToPath(new URL('./benchPreload.cjs', import.meta.url));
const backendFolder = join(root, 'packages', 'backend');

/**
 * Starts `packages/backend` as `npm start` does, on the databases with this prefix, and waits until it is ready. With `entities` a static provider hands those over; with `clusters` the ingestor reads them. The keys of `config` replace those of the configuration.
 */
export async function startBenchBackend({
  name,
  folder,
  connectionString,
  prefix = `bench_${name}_`,
  clusters,
  entities,
  config = {},
  heapMegabytes = HEAP_MEGABYTES,
  nodeEnvironment = 'development',
  nodeArguments = [],
  env,
  processes,
  signal,
}) {
  const token = 'bench-'.repeat(4);
  const url = `http://localhost:${await freePort()}`;
  const configFile = join(folder, `app-config.${name}.yaml`);
  const timeline = join(folder, `timeline.${name}.jsonl`);
  const entitiesFile = join(folder, `entities.${name}.json`);
  writeFileSync(
    configFile,
    stringify({
      ...toConfig({ url, token, prefix, connectionString, clusters }),
      ...config,
    }),
  );
  writeFileSync(timeline, '');
  if (entities) {
    writeFileSync(entitiesFile, JSON.stringify(entities));
  }
  const compileCache = join(paths.cache, 'compile');
  mkdirSync(compileCache, { recursive: true });
  const { NODE_OPTIONS: _, ...inherited } = env;
  const backend = startSupervised({
    name: 'The backend',
    logName: `bench-backend-${name}`,
    command: process.execPath,
    args: [
      '--no-node-snapshot',
      `--max-old-space-size=${heapMegabytes}`,
      ...nodeArguments,
      '--require',
      join(
        paths.nodeModules,
        '@backstage',
        'cli',
        'config',
        'nodeTransform.cjs',
      ),
      '--require',
      preload,
      join(backendFolder, 'src', 'index.ts'),
      ...[join(root, 'app-config.yaml'), configFile].flatMap(file => [
        '--config',
        file,
      ]),
    ],
    cwd: backendFolder,
    env: {
      ...inherited,
      NODE_ENV: nodeEnvironment,
      NODE_COMPILE_CACHE: compileCache,
      OPENPORTAL_BENCH_TIMELINE: timeline,
      ...(entities ? { OPENPORTAL_BENCH_ENTITIES: entitiesFile } : {}),
    },
  });
  processes.push(backend);
  const starting = new AbortController();
  const whileStarting = AbortSignal.any([signal, starting.signal]);
  try {
    await whileRunning(
      [backend],
      Promise.race([
        waitForUrl(`${url}/.backstage/health/v1/readiness`, {
          signal: whileStarting,
          timeoutMilliseconds: START_MILLISECONDS,
          describe: 'The backend',
        }),
        whenCrashed(backend, whileStarting),
      ]),
    );
  } finally {
    starting.abort();
  }
  const ready = readFileSync(timeline, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
    .find(({ event }) => event === 'catalogReady');
  return {
    process: backend,
    url,
    catalogReadyAt: ready.at,
    api: catalogApi(url, token),
    database: catalogDatabase(connectionString, prefix),
    usage: () => processUsage(ready.pid),
    pid: ready.pid,
    stop: () => backend.stop(),
    kill: () => backend.kill(),
  };
}

function toConfig({ url, token, prefix, connectionString, clusters }) {
  const database = new URL(connectionString);
  const names = (clusters ?? []).map(({ name }) => name);
  return {
    app: { baseUrl: url },
    backend: {
      baseUrl: url,
      listen: { host: '127.0.0.1', port: Number(new URL(url).port) },
      cors: { origin: url },
      auth: {
        externalAccess: [
          { type: 'static', options: { token, subject: 'bench' } },
        ],
      },
      database: {
        client: 'pg',
        prefix,
        connection: {
          host: database.hostname,
          port: Number(database.port),
          user: database.username,
          password: database.password,
        },
      },
    },
    // The templates of the repository would be counted, too.
    catalog: {
      locations: [],
      providers: {
        crossplane: clusters ? { default: { clusters: names } } : {},
      },
    },
    // Nothing is ordered, so nothing is asked of this host.
    integrations: {
      github: [
        {
          host: 'localhost',
          apiBaseUrl: 'http://localhost:9/api/v3',
          token: 'none',
        },
      ],
    },
    idp: {
      github: { host: 'localhost', organization: 'bench' },
      orders: { repository: 'bench/orders' },
    },
    kubernetes: {
      serviceLocatorMethod: { type: 'multiTenant' },
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: (clusters ?? []).map(cluster => ({
            name: cluster.name,
            url: cluster.url,
            authProvider: 'serviceAccount',
            serviceAccountToken: cluster.token,
          })),
        },
      ],
    },
  };
}
