import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { root } from '../../lib/paths.mjs';
import { freePort } from '../../lib/ports.mjs';
import { waitForUrl } from '../../lib/readiness.mjs';
import { startSandbox } from '../../lib/sandbox.mjs';
import { startSupervised, whileRunning } from '../../lib/supervised.mjs';
import { eventually } from './poll.mjs';
import { warmStartArguments, warmStartEnvironment } from './warmStart.mjs';

const backendFolder = join(root, 'packages', 'backend');
const START_MILLISECONDS = 180_000;
const READY_MILLISECONDS = 100;

/**
 * A sandbox and a backend of their own, as `npm start` runs them: each a process group, on data that outlives them and
 * on addresses that stay the same from one start to the next.
 */
export async function createPortal(name) {
  const dataDir = mkdtempSync(join(tmpdir(), `openportal-faults-${name}-`));
  const url = `http://localhost:${await freePort()}`;
  const sandboxConfig = join(dataDir, 'app-config.sandbox.yaml');
  const portalConfig = join(dataDir, 'app-config.portal.yaml');
  writeFileSync(portalConfig, stringify(toConfig(url, dataDir)));
  let processes = [];
  let starts = 0;

  async function end(how) {
    const ending = processes;
    processes = [];
    await Promise.all(ending.map(program => program[how]()));
  }

  function spawnBackend() {
    const backend = startSupervised({
      name: 'The backend',
      logName: `faults-${name}-backend-${starts}`,
      command: process.execPath,
      args: [
        ...warmStartArguments,
        join(backendFolder, 'src', 'index.ts'),
        ...[join(root, 'app-config.yaml'), sandboxConfig, portalConfig].flatMap(
          file => ['--config', file],
        ),
      ],
      cwd: backendFolder,
      env: warmStartEnvironment(),
    });
    processes.push(backend);
    return backend;
  }

  async function startBackend() {
    spawnBackend();
    await whileRunning(
      processes,
      waitForUrl(`${url}/.backstage/health/v1/readiness`, {
        signal: new AbortController().signal,
        timeoutMilliseconds: START_MILLISECONDS,
        intervalMilliseconds: READY_MILLISECONDS,
        describe: 'The backend',
      }),
    );
  }

  function startSandboxOnly() {
    starts += 1;
    return startSandbox({
      logName: `faults-${name}-sandbox-${starts}`,
      dataDir: join(dataDir, 'sandbox'),
      configFile: sandboxConfig,
      ports: 'ephemeral',
      env: warmStartEnvironment(),
      processes,
    });
  }

  return {
    url,
    /** Starts both; resolves with the endpoints of the sandbox. */
    async start() {
      const endpoints = await startSandboxOnly();
      await startBackend();
      return endpoints;
    },
    /** Starts both, and ends them with SIGKILL as soon as the log of the backend says something. */
    async startUntil(text) {
      await startSandboxOnly();
      const { logFile } = spawnBackend();
      await eventually(
        `the log says '${text}'`,
        async () =>
          (await readFile(logFile, 'utf8')).includes(text) || undefined,
        { seconds: START_MILLISECONDS / 1000 },
      );
      await end('kill');
    },
    /** Ends both with SIGKILL. */
    kill: () => end('kill'),
    /** Ends only the backend with SIGKILL and starts it again: the sandbox with its faults goes on. */
    async restartBackend() {
      const backend = processes.pop();
      await backend.kill();
      starts += 1;
      await startBackend();
    },
    /** Ends both and removes their data. */
    async remove() {
      await end('stop');
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function toConfig(url, dataDir) {
  const { port } = new URL(url);
  return {
    app: { baseUrl: url },
    backend: {
      baseUrl: url,
      listen: { host: '127.0.0.1', port: Number(port) },
      cors: { origin: url },
      database: {
        client: 'better-sqlite3',
        connection: { directory: join(dataDir, 'database') },
      },
    },
    // Somebody takes over, or says that it is stale, within seconds instead of minutes: the tests need not wait for it.
    scaffolder: { taskRecovery: { staleTimeout: { seconds: 3 } } },
    deploy: { worker: { lease: { seconds: 10 } } },
    catalog: {
      providers: {
        crossplane: { default: { staleAfter: { seconds: 3 } } },
        github: {
          // Reads once. Later it would use the calls that the faults are for.
          sandbox: {
            schedule: {
              frequency: { hours: 12 },
              timeout: { minutes: 1 },
            },
          },
        },
      },
    },
  };
}
