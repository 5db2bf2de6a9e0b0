import { createRequire } from 'node:module';
import { cpus, loadavg } from 'node:os';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { percentile, rounded } from './figures.mjs';
import { sampleOrder } from './sampleOrder.mjs';

const RUNS = 20;
/** How often the delay of the event loop is sampled, in milliseconds. */
const RESOLUTION = 1;
/** How many fields an order sets: none, many, and more than anybody does. */
const SIZES = [0, 200, 800, 8000];

const require = createRequire(import.meta.url);

/**
 * Does for the XRDs that cost the most what a preview and an order do between their requests: read the XRD, make the
 * file, check it.
 *
 * @returns {Promise<object[]>} milliseconds of each step, and the delay of the event loop, of each XRD and size
 */
export async function runOrdersBench() {
  // The packages run from source, as they do in `yarn start`.
  require('@backstage/cli/config/nodeTransform.cjs');
  const { parseXrd } = require('@openportal/plugin-crossplane-common');
  const {
    giantXrds,
    hostileXrds,
  } = require('@openportal/plugin-crossplane-common/testing');
  const {
    buildOrder,
    checkManifest,
    readOrdersConfig,
  } = require('@openportal/plugin-crossplane-node');
  const { ConfigReader } = require('@backstage/config');
  const orders = readOrdersConfig(
    new ConfigReader({
      idp: {
        github: { host: 'github.example.org' },
        orders: { repository: 'bench/orders' },
      },
    }),
  );
  const results = [];
  for (const [name, object] of Object.entries({
    ...giantXrds(),
    ...hostileXrds(),
  })) {
    const text = JSON.stringify(object);
    const specSchema = parseXrd(object).xrd.current.schema.properties.spec;
    for (const size of SIZES) {
      const spec = size === 0 ? {} : sampleOrder(specSchema, size);
      results.push({
        name,
        size,
        bytes: text.length,
        ...(await measure({
          read: () => parseXrd(JSON.parse(text)).xrd,
          build: xrd =>
            buildOrder({
              xrd,
              ref: {
                cluster: 'bench',
                namespace: 'team',
                xrd: xrd.name,
                name: 'sample',
              },
              spec,
              requestedBy: 'user:default/bench',
              orders,
            }).manifest,
          check: checkManifest,
        })),
      });
    }
  }
  return results;
}

async function measure({ read, build, check }) {
  const steps = { read: [], build: [], check: [] };
  const timed = async (step, run) => {
    // As after an answer of a cluster or of GitHub: the event loop has a turn before each step.
    await setTimeout(5);
    const started = performance.now();
    const result = await run();
    steps[step].push(performance.now() - started);
    return result;
  };
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  let outcome;
  for (let run = 0; run <= RUNS; run += 1) {
    if (run === 1) {
      // The first one is of an engine that knows none of the code.
      for (const times of Object.values(steps)) {
        times.length = 0;
      }
      delay.enable();
    }
    const xrd = await timed('read', read);
    const manifest = await timed('build', () => build(xrd));
    outcome = await timed('check', () => check(xrd, manifest));
  }
  await setTimeout(5);
  delay.disable();
  return {
    readMs: rounded(percentile(steps.read, 0.5), 1),
    buildMs: rounded(percentile(steps.build, 0.5), 1),
    checkMs: rounded(percentile(steps.check, 0.5), 1),
    longestLagMs: rounded(delay.max / 1e6, 1),
    problems: outcome.problems.length,
    notChecked: outcome.notChecked.length,
  };
}

/** The figures as a table for people. */
export function toOrdersTable(results) {
  const rows = results.map(result => [
    result.name,
    `${rounded(result.bytes / 1000, 0)} KB`,
    `${result.size}`,
    `${result.readMs}`,
    `${result.buildMs}`,
    `${result.checkMs}`,
    `${result.longestLagMs}`,
  ]);
  const header = [
    'Definition',
    'Size',
    'Fields set',
    'Read ms',
    'Build ms',
    'Check ms',
    'Longest lag ms',
  ];
  const [{ model }] = cpus();
  return [
    '',
    `${RUNS} runs each, ${cpus().length} x ${model.trim()}, Node.js ${
      process.versions.node
    }, load ${loadavg()[0].toFixed(1)}`,
    '',
    ...[header, ...rows].map(([name, ...values]) =>
      [name.padEnd(36), ...values.map(value => value.padStart(15))].join(''),
    ),
  ].join('\n');
}
