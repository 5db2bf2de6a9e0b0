import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { paths } from '../../lib/paths.mjs';
import { freePort } from '../../lib/ports.mjs';
import { waitForUrl } from '../../lib/readiness.mjs';
import { askJson } from './http.mjs';
import { warmStartArguments, warmStartEnvironment } from './warmStart.mjs';

const TOKEN = 'kill-matrix-token';
const START_MILLISECONDS = 120_000;
const READY_MILLISECONDS = 100;
const file = name => fileURLToPath(new URL(name, import.meta.url));

/**
 * A deploy backend in a process of its own, on data and at an address that outlive it. It can be told at which request
 * to the outside it is to die.
 */
export async function createDeployBackend({ name, folder, sandbox, entity }) {
  const url = `http://localhost:${await freePort()}`;
  const dataDir = join(folder, name);
  mkdirSync(dataDir, { recursive: true });
  const config = join(dataDir, 'app-config.yaml');
  const world = join(dataDir, 'world.json');
  const messages = join(dataDir, 'messages.ndjson');
  writeFileSync(
    join(dataDir, 'package.json'),
    JSON.stringify({ name: 'kill-matrix', version: '0.0.0', private: true }),
  );
  writeFileSync(config, stringify(toConfig(url, dataDir)));
  writeFileSync(world, JSON.stringify({ entities: [entity], messages }));
  const { github, clusters, registry } = sandbox.endpoints;
  const hosts = [github.url, registry.url, ...clusters.map(it => it.url)].map(
    address => new URL(address).host,
  );
  let child;
  let asked = 0;

  async function start() {
    mkdirSync(paths.logs, { recursive: true });
    const log = openSync(join(paths.logs, `faults-kill-${name}.log`), 'a');
    child = spawn(
      process.execPath,
      [
        ...warmStartArguments,
        '--require',
        file('./killPreload.cjs'),
        file('./deployChild.cjs'),
        ...[sandbox.configFile, config].flatMap(path => ['--config', path]),
      ],
      {
        // Not in the repository: there a start would compile the configuration schema of every package.
        cwd: dataDir,
        env: {
          ...warmStartEnvironment(),
          LOG_LEVEL: 'info',
          KILL_MATRIX_HOSTS: hosts.join(','),
          KILL_MATRIX_WORLD: world,
        },
        stdio: ['ignore', log, log, 'ipc'],
      },
    );
    closeSync(log);
    const ended = once(child, 'exit').then(([code, signal]) => {
      throw new Error(`The deploy backend ended with ${code ?? signal}`);
    });
    ended.catch(() => {});
    await Promise.race([
      ended,
      waitForUrl(`${url}/.backstage/health/v1/readiness`, {
        signal: new AbortController().signal,
        timeoutMilliseconds: START_MILLISECONDS,
        intervalMilliseconds: READY_MILLISECONDS,
        describe: 'The deploy backend',
      }),
    ]);
  }

  /** Tells the process something; answers with the requests that it has made. */
  async function tell(message) {
    asked += 1;
    const id = asked;
    const { promise, resolve, reject } = Promise.withResolvers();
    const onMessage = answer => answer.id === id && resolve(answer.requests);
    const onExit = () => reject(new Error('The deploy backend is gone'));
    const current = child;
    current.on('message', onMessage);
    current.on('exit', onExit);
    current.send({ ...message, id });
    try {
      return await promise;
    } finally {
      current.off('message', onMessage);
      current.off('exit', onExit);
    }
  }

  return {
    start,
    ask: (path, init) =>
      askJson(`${url}/api/deploy/${path}`, { ...init, token: TOKEN }),
    /** The ledger as it is exported. */
    async ledger() {
      const response = await fetch(
        `${url}/api/deploy/ledger/export?limit=1000000`,
        { headers: { Authorization: `Bearer ${TOKEN}` } },
      );
      assert.equal(response.status, 200);
      return response.text();
    },
    /** Writes down the requests to the outside from now on. */
    record: () => tell({ do: 'record' }),
    /** The requests since then. */
    requests: () => tell({ do: 'tell' }),
    /** Makes it die at the next request of this name, before it is sent or after it took effect. */
    arm: plan => tell({ do: 'arm', plan }),
    /** Waits until it is dead; false where it lives on all that time. */
    async died(milliseconds) {
      if (child.exitCode !== null || child.signalCode !== null) {
        return true;
      }
      const over = new AbortController();
      return Promise.race([
        once(child, 'exit', { signal: over.signal }).then(() => true),
        wait(milliseconds, false, { signal: over.signal }),
      ]).finally(() => over.abort());
    },
    /** Everything that somebody was told. */
    messages: () =>
      existsSync(messages)
        ? readFileSync(messages, 'utf8')
            .split('\n')
            .filter(Boolean)
            .map(line => JSON.parse(line))
        : [],
    /** Ends it as an orchestrator does, and waits until it is gone. */
    async terminate() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
    async stop() {
      if (child && child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      }
    },
  };
}

function toConfig(url, dataDir) {
  return {
    app: { title: 'Kill matrix', baseUrl: url },
    backend: {
      baseUrl: url,
      listen: { host: '127.0.0.1', port: Number(new URL(url).port) },
      database: {
        client: 'better-sqlite3',
        connection: { directory: join(dataDir, 'database') },
      },
      auth: {
        externalAccess: [
          {
            type: 'static',
            options: { token: TOKEN, subject: 'kill-matrix' },
          },
        ],
      },
    },
    permission: { enabled: false },
    deploy: {
      environments: [
        { name: 'development' },
        { name: 'qa' },
        { name: 'staging' },
        {
          name: 'prod',
          protection: {
            mode: 'pull-request',
            approvals: 1,
            // Who asks is a program, and nobody at the git host.
            excludeRequester: false,
          },
        },
      ],
      // Somebody takes over within a second: the tests need not wait for it.
      worker: { lease: { seconds: 1 }, pollInterval: { milliseconds: 100 } },
      stateMaxAge: { milliseconds: 100 },
      // Not in between: its calls are not those of an operation.
      refresh: { frequency: { hours: 1 } },
      notifications: { enabled: false },
    },
  };
}
