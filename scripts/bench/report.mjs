import { loadavg } from 'node:os';
import { HEAP_MEGABYTES } from './benchBackend.mjs';
import { percentile, rounded } from './figures.mjs';
import { figuresTable } from './figuresTable.mjs';

/** The figures as one object with exactly the keys that `--json` promises. */
export function toJson(result) {
  return {
    xrds: result.xrds,
    clusters: result.clusters,
    coldSeconds: rounded(result.coldSeconds),
    catalogAloneSeconds: rounded(result.catalogAloneSeconds),
    idleRequestsPerMinute: result.idle.requests,
    idleCpuSecondsPerMinute: rounded(result.idle.cpuSeconds),
    idleIngestorCpuSecondsPerMinute: rounded(
      Math.max(0, result.idle.cpuSeconds - result.idleAlone.cpuSeconds),
    ),
    idleCatalogWritesPerMinute: result.idle.writes.catalog,
    changeVisibleP95Seconds: rounded(percentile(result.changes, 0.95)),
    peakMemoryMb: rounded(result.peakMemoryMb, 0),
  };
}

/** The figures as a table for people, with what is behind them. */
export function toTable(result) {
  const figures = toJson(result);
  const { idle, idleAlone, changes } = result;
  const each = samples =>
    samples.map(sample => `${sample.toFixed(1)} s`).join(', ');
  const counts = values =>
    Object.entries(values)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ') || 'none';
  const rows = [
    [
      'XRDs',
      `${result.xrds} in each of ${result.clusters} clusters, ${result.entities} entities`,
    ],
    [
      'Cold, with the ingestor',
      `${figures.coldSeconds} s (${each(result.cold)})`,
    ],
    [
      'Cold, the catalog alone',
      `${figures.catalogAloneSeconds} s (${each(result.alone)})`,
    ],
    [
      'Ratio',
      rounded(result.coldSeconds / result.catalogAloneSeconds).toFixed(2),
    ],
    ['Idle minute: requests', `${idle.requests} (${counts(idle.verbs)})`],
    ['Idle minute: bytes', `${idle.bytes}`],
    [
      'Idle minute: CPU',
      `${figures.idleCpuSecondsPerMinute} s (${each(
        idle.cpuOfEach,
      )}), of the ingestor ${
        figures.idleIngestorCpuSecondsPerMinute
      } s (without it ${rounded(idleAlone.cpuSeconds)} s: ${each(
        idleAlone.cpuOfEach,
      )})`,
    ],
    [
      'Idle minute: rows written',
      `catalog ${idle.writes.catalog}, other tables ${
        idle.writes.others
      } (${counts(idle.writes.tables)})`,
    ],
    [
      'Change visible',
      `p50 ${rounded(percentile(changes, 0.5))} s, p95 ${
        figures.changeVisibleP95Seconds
      } s, of ${changes.length} changes`,
    ],
    [
      'Peak memory',
      `${figures.peakMemoryMb} MB (the catalog alone ${rounded(
        result.aloneMemoryMb,
        0,
      )} MB), with a heap of at most ${HEAP_MEGABYTES} MB`,
    ],
    [
      'Load of the machine',
      `${result.load.toFixed(1)} before, ${loadavg()[0].toFixed(1)} now`,
    ],
  ];
  return figuresTable(rows, 26).join('\n');
}
