import { loadavg } from 'node:os';
import { percentile, rounded } from './figures.mjs';
import { figuresTable } from './figuresTable.mjs';
import { WEBHOOK_HEAP_MEGABYTES } from './webhookBench.mjs';

const STORED = 202;

/** The figures as one object with exactly the keys that `--json` promises. */
export function toWebhookJson(result) {
  const at = share => rounded(percentile(result.times, share), 1);
  return {
    rate: result.rate,
    seconds: result.seconds,
    sent: result.times.length,
    ackP50Ms: at(0.5),
    ackP95Ms: at(0.95),
    ackP99Ms: at(0.99),
    ackMaxMs: at(1),
    notAccepted: result.times.length - (result.statuses[STORED] ?? 0),
    lost: Math.max(0, result.unique - result.stored),
    double: Math.max(0, result.stored - result.unique),
    dead: result.dead,
    workedOffSeconds: rounded(result.workedOffSeconds, 1),
    cpuMsEach: rounded(result.cpuMs, 1),
    peakMemoryMb: rounded(result.peakMemoryMb, 0),
  };
}

/** The figures as a table for people, with what is behind them. */
export function toWebhookTable(result) {
  const figures = toWebhookJson(result);
  const rows = [
    [
      'Deliveries',
      `${figures.sent} in ${result.seconds} s, ${
        result.rate
      } a second, answered ${Object.entries(result.statuses)
        .map(([status, count]) => `${status}: ${count}`)
        .join(', ')}`,
    ],
    [
      'Acknowledged',
      `p50 ${figures.ackP50Ms} ms, p95 ${figures.ackP95Ms} ms, p99 ${figures.ackP99Ms} ms, the slowest ${figures.ackMaxMs} ms`,
    ],
    [
      'Stored',
      `${result.stored} of ${result.unique}: ${figures.lost} lost, ${figures.double} double, ${result.hinted} followed, ${figures.dead} given up`,
    ],
    ['Worked off', `${figures.workedOffSeconds} s after the last one`],
    ['CPU of the backend', `${figures.cpuMsEach} ms each, their work included`],
    [
      'Peak memory',
      `${figures.peakMemoryMb} MB, with a heap of at most ${WEBHOOK_HEAP_MEGABYTES} MB`,
    ],
    [
      'Load of the machine',
      `${result.load.toFixed(1)} before, ${loadavg()[0].toFixed(1)} now`,
    ],
  ];
  return figuresTable(rows, 20).join('\n');
}
