import { loadavg } from 'node:os';
import { DEPLOY_HEAP_MEGABYTES } from './deployBench.mjs';
import { percentile, rounded } from './figures.mjs';
import { figuresTable } from './figuresTable.mjs';

/** The figures as one object with exactly the keys that `--json` promises. */
export function toDeployJson(result) {
  const p95 = samples => rounded(percentile(samples, 0.95), 1);
  return {
    apps: result.apps,
    envs: result.envs,
    tabP95Ms: p95(result.tab),
    fleetP95Ms: p95(result.fleet),
    historyP95Ms: p95(result.history),
    diffP95Ms: p95(result.diff),
    acceptP95Ms: p95(result.accept),
    // The periodic pass asks meanwhile, too, so that some of them count what is not theirs.
    githubRequestsPerPromotion: percentile(result.requests, 0.5),
    idleGithubRequestsPerMinute: Math.max(
      result.idle.requests,
      result.watched.requests,
    ),
    healthyToShownP95Seconds: rounded(percentile(result.shown, 0.95)),
    peakMemoryMb: rounded(result.peakMemoryMb, 0),
  };
}

/** The figures as a table for people, with what is behind them. */
export function toDeployTable(result) {
  const figures = toDeployJson(result);
  const times = samples =>
    `p50 ${rounded(percentile(samples, 0.5), 1)} ms, p95 ${rounded(
      percentile(samples, 0.95),
      1,
    )} ms, of ${samples.length}`;
  const rows = [
    [
      'Applications',
      `${result.apps} in ${result.envs} environments, ${result.users} users at once`,
    ],
    ['Tab', times(result.tab)],
    ['Fleet page', times(result.fleet)],
    ['History', times(result.history)],
    ['Diff', times(result.diff)],
    [
      'CPU of the backend',
      Object.entries(result.cpu)
        .map(([page, each]) => `${page} ${rounded(each, 1)} ms`)
        .join(', '),
    ],
    ['Promotion accepted', times(result.accept)],
    [
      'GitHub: a promotion',
      `${figures.githubRequestsPerPromotion} requests (${result.requests.join(
        ', ',
      )})`,
    ],
    [
      'GitHub: an idle minute',
      `${describeMinute(result.idle)}, with ${
        result.users
      } viewers ${describeMinute(result.watched)}`,
    ],
    [
      'Healthy to shown',
      `p50 ${rounded(percentile(result.shown, 0.5))} s, p95 ${
        figures.healthyToShownP95Seconds
      } s, of ${result.shown.length}`,
    ],
    [
      'Peak memory',
      `${figures.peakMemoryMb} MB, with a heap of at most ${DEPLOY_HEAP_MEGABYTES} MB`,
    ],
    [
      'Load of the machine',
      `${result.load.toFixed(1)} before, ${loadavg()[0].toFixed(1)} now`,
    ],
  ];
  return [
    ...figuresTable(rows, 26),
    '',
    '  GitHub, the last of the promotions one after the other:',
    ...result.parts.map(part => `    ${part}`),
    ...[
      ['an idle minute', result.idle],
      ['an idle minute with viewers', result.watched],
    ].flatMap(([title, { parts }]) => [
      '',
      `  GitHub, ${title}, its newest requests:`,
      ...parts.map(part => `    ${part}`),
    ]),
  ].join('\n');
}

function describeMinute({ requests, applications }) {
  return `${requests} requests for ${applications} applications`;
}
