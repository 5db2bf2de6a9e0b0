import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../lib/postgres.mjs';
import { progressLine, say } from '../lib/terminal.mjs';
import { startBenchBackend } from './benchBackend.mjs';
import { startBenchClusters } from './benchClusters.mjs';
import { changeVisibleSeconds } from './changes.mjs';
import { mean } from './figures.mjs';
import { idleMinute, untilSettled } from './idleMinute.mjs';

/**
 * Runs the whole load test and resolves with what was measured. Four backends start one after the other, each on an
 * empty database: with the ingestor, twice with the static provider, and with the ingestor again, so that neither
 * side has the warmer caches.
 */
export async function runIngestorBench({ xrds, clusters, processes, signal }) {
  const env = process.env;
  const [load] = loadavg();
  const folder = mkdtempSync(join(tmpdir(), 'openportal-bench-'));
  const steps = async (title, work) => {
    signal.throwIfAborted();
    const started = Date.now();
    const result = await work();
    say(progressLine(title, 'done', Date.now() - started));
    return result;
  };
  try {
    const postgres = await startPostgres({ logName: 'bench-postgres', env });
    processes.push(postgres.process);
    const servers = await steps('API servers', () =>
      startBenchClusters({ xrds, clusters, env, processes }),
    );
    const count = xrds * clusters;
    const cold = async (name, source) => {
      const backend = await startBenchBackend({
        ...source,
        name,
        folder,
        connectionString: postgres.connectionString,
        env,
        processes,
        signal,
      });
      const templates = await backend.api.waitForTemplates(count, signal);
      const seconds = (Date.now() - backend.catalogReadyAt) / 1000;
      if (templates.length !== count) {
        throw new Error(
          `The catalog has ${templates.length} templates, not ${count}.`,
        );
      }
      return { backend, templates, seconds };
    };
    const ingest = { clusters: servers.clusters };

    const first = await steps('Ingestor, cold', () =>
      cold('ingestor1', ingest),
    );
    await steps('Catalog settles', () =>
      untilSettled({ backend: first.backend, servers, signal }),
    );
    const entities = await first.backend.database.ingestedEntities();
    const idle = await steps('Ingestor, idle', () =>
      idleMinute({ backend: first.backend, servers, signal }),
    );
    const changes = await steps('Changes', () =>
      changeVisibleSeconds({ ...first, servers, signal }),
    );
    const peakMemoryMb = first.backend.usage().peakMemoryMb;
    await first.backend.stop();

    const alone = await steps('Catalog alone', () =>
      cold('static1', { entities }),
    );
    await steps('Catalog settles', () =>
      untilSettled({ backend: alone.backend, servers, signal }),
    );
    const idleAlone = await steps('Catalog alone, idle', () =>
      idleMinute({ backend: alone.backend, servers, signal }),
    );
    const aloneMemoryMb = alone.backend.usage().peakMemoryMb;
    await alone.backend.stop();

    const again = await steps('Catalog alone, again', () =>
      cold('static2', { entities }),
    );
    await again.backend.stop();
    const second = await steps('Ingestor, again', () =>
      cold('ingestor2', ingest),
    );
    const secondMemoryMb = second.backend.usage().peakMemoryMb;
    await second.backend.stop();

    return {
      load,
      xrds,
      clusters,
      entities: entities.length,
      cold: [first.seconds, second.seconds],
      alone: [alone.seconds, again.seconds],
      coldSeconds: mean([first.seconds, second.seconds]),
      catalogAloneSeconds: mean([alone.seconds, again.seconds]),
      idle,
      idleAlone,
      changes,
      peakMemoryMb: Math.max(peakMemoryMb, secondMemoryMb),
      aloneMemoryMb,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
