import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startPostgres } from '../lib/postgres.mjs';
import { progressLine } from '../lib/terminal.mjs';
import { startBenchBackend } from './benchBackend.mjs';
import { deployDatabase } from './deployDatabase.mjs';
import {
  startDeployWorld,
  worldConfig,
  worldEntities,
} from './deployWorld.mjs';
import { webhookDatabase } from './webhookDatabase.mjs';
import { sendPushes } from './webhookLoad.mjs';

const APPS = 100;
const ENVIRONMENTS = 4;
const PREFIX = 'bench_webhooks_';
const WARM_UP_SECONDS = 3;
const WARM_UP_RATE = 20;
const PATIENCE_MILLISECONDS = 300_000;
export const WEBHOOK_HEAP_MEGABYTES = 512;

/** Runs the whole load test and resolves with what was measured. */
export async function runWebhookBench({ rate, seconds, processes, signal }) {
  const env = process.env;
  const [load] = loadavg();
  const folder = mkdtempSync(join(tmpdir(), 'openportal-bench-'));
  const secret = randomBytes(20).toString('hex');
  const step = async (title, work) => {
    signal.throwIfAborted();
    const started = Date.now();
    const result = await work();
    // Beside the figures, so that who reads those by a program can still see how far it is.
    process.stderr.write(
      `${progressLine(title, 'done', Date.now() - started)}\n`,
    );
    return result;
  };
  try {
    const postgres = await startPostgres({ logName: 'bench-postgres', env });
    processes.push(postgres.process);
    const world = await step('Sandbox', () =>
      startDeployWorld({
        apps: APPS,
        envs: ENVIRONMENTS,
        users: 1,
        env,
        processes,
      }),
    );
    const config = worldConfig(world);
    const backend = await step('Backend', () =>
      startBenchBackend({
        name: 'webhooks',
        folder,
        connectionString: postgres.connectionString,
        prefix: PREFIX,
        entities: worldEntities(world, 1),
        config: {
          ...config,
          deploy: {
            ...config.deploy,
            webhooks: { github: { secrets: [secret] } },
          },
        },
        heapMegabytes: WEBHOOK_HEAP_MEGABYTES,
        nodeEnvironment: 'production',
        env,
        processes,
        signal,
      }),
    );
    const applications = deployDatabase(postgres.connectionString, PREFIX);
    const inbox = webhookDatabase(postgres.connectionString, PREFIX);
    await step('Catalog', () =>
      until(async () => (await applications.countEntities()) >= APPS, signal),
    );
    const send = options =>
      sendPushes({
        url: backend.url,
        secret,
        organization: world.github.organization,
        applications: world.applications,
        environments: world.environments,
        signal,
        ...options,
      });
    const workedOff = () =>
      until(async () => (await inbox.countDeliveries()).waiting === 0, signal);
    // What a first delivery costs (connections, compiled code) is no figure of the load.
    const first = await step('Warm-up', () =>
      send({ rate: WARM_UP_RATE, seconds: WARM_UP_SECONDS }),
    );
    await workedOff();
    const before = backend.usage().cpuSeconds;
    const sent = await step('Deliveries', () => send({ rate, seconds }));
    const lastAt = performance.now();
    await step('Work', workedOff);
    const workedOffSeconds = (performance.now() - lastAt) / 1000;
    const { cpuSeconds, peakMemoryMb } = backend.usage();
    const deliveries = await inbox.countDeliveries();
    await backend.stop();
    return {
      ...{ load, rate, seconds, workedOffSeconds, peakMemoryMb },
      times: sent.times,
      statuses: sent.statuses,
      cpuMs: ((cpuSeconds - before) * 1000) / sent.times.length,
      unique: first.ids.length + sent.ids.length,
      ...deliveries,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function until(isSo, signal) {
  const end = Date.now() + PATIENCE_MILLISECONDS;
  while (!(await isSo())) {
    if (Date.now() > end) {
      throw new Error(
        'It did not come to its end within 5 minutes. The log of the backend in .logs says why.',
      );
    }
    await wait(200, undefined, { signal });
  }
}
