import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../core';
import { ClusterSandbox, startCluster } from '../kubernetes';
import { TrafficCounter } from '../kubernetes/http/TrafficCounter';
import { seedDefinitions } from './seedDefinitions';

/** What the process announces as one line of JSON. */
export interface BenchClusters {
  clusters: Array<{ name: string; url: string; token: string }>;
  /** Answers `GET` with what was asked of all clusters so far. */
  trafficUrl: string;
}

/**
 * Clusters with nothing but XRDs, for load tests: API servers without controllers, in memory of one process, that
 * count what is asked of them. Runs until its standard input is closed or it is told to stop.
 */
export async function runBenchClusters(argv: string[]): Promise<void> {
  const [xrds, count] = argv.slice(2).map(Number);
  const folder = mkdtempSync(join(tmpdir(), 'openportal-bench-'));
  const store = openStore(join(folder, 'store.sqlite'));
  const traffic = new TrafficCounter();
  const clusters: ClusterSandbox[] = [];
  // In one transaction: nobody needs what a stopped load test leaves.
  for (let index = 0; index < count; index += 1) {
    const cluster = await startCluster({
      name: `bench${index}`,
      store,
      token: randomBytes(16).toString('hex'),
      middleware: traffic.middleware(),
    });
    store.transaction(() => seedDefinitions(cluster, xrds));
    cluster.compact();
    clusters.push(cluster);
  }
  const control = createServer((_request, response) => {
    response
      .setHeader('Content-Type', 'application/json')
      .end(JSON.stringify(traffic.traffic()));
  });
  await new Promise<void>(resolve => {
    control.listen(0, '127.0.0.1', resolve);
  });
  const { port } = control.address() as AddressInfo;
  const announced: BenchClusters = {
    clusters: clusters.map(({ name, url, token }) => ({ name, url, token })),
    trafficUrl: `http://127.0.0.1:${port}`,
  };
  process.stdout.write(`${JSON.stringify(announced)}\n`);

  await new Promise<void>(resolve => {
    process.on('SIGTERM', () => resolve());
    process.on('SIGINT', () => resolve());
    process.stdin
      .on('end', () => resolve())
      .on('close', () => resolve())
      .resume();
  });
  await Promise.all(clusters.map(cluster => cluster.close()));
  store.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}
