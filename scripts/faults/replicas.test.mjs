/**
 * B16: of two backends on one database one reads the clusters. When that one is killed, the other takes over within 90
 * seconds, and what changed meanwhile arrives in the catalog.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { startBenchBackend } from '../bench/benchBackend.mjs';
import { startBenchClusters } from '../bench/benchClusters.mjs';
import { startPostgres } from '../lib/postgres.mjs';
import { eventually } from './support/poll.mjs';

const XRDS = 3;
const VERSION = 'openportal.dev/version';
const TAKEOVER_SECONDS = 90;
const QUIET_MILLISECONDS = 2_000;

const folder = mkdtempSync(join(tmpdir(), 'openportal-faults-replicas-'));
const processes = [];
// Made for the runner of these tests, and no business of what they start.
const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env;

let servers;
let leader;
let follower;
let templates;
let listsOfLeader;

before(async () => {
  servers = await startBenchClusters({
    xrds: XRDS,
    clusters: 1,
    env,
    processes,
  });
  const options = {
    folder,
    connectionString: await database(),
    // The database server is there for all tests of this run.
    prefix: `replicas_${randomBytes(4).toString('hex')}_`,
    clusters: servers.clusters,
    env,
    processes,
    signal: new AbortController().signal,
  };
  leader = await startBenchBackend({ ...options, name: 'replica1' });
  templates = await leader.api.waitForTemplates(
    XRDS,
    AbortSignal.timeout(60_000),
  );
  listsOfLeader = await eventually('the leader has listed everything', listed);
  follower = await startBenchBackend({ ...options, name: 'replica2' });
});

after(async () => {
  await Promise.all(processes.map(program => program.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function database() {
  const given =
    process.env.BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING;
  if (given) {
    return given;
  }
  const postgres = await startPostgres({ logName: 'faults-postgres', env });
  processes.push(postgres.process);
  return postgres.connectionString;
}

/** How many lists there were, once the leader watches as much as it has listed, and no list has come since. */
async function listed() {
  const { requests } = await servers.traffic();
  await wait(QUIET_MILLISECONDS);
  const later = (await servers.traffic()).requests;
  const isQuiet = later.list === requests.list && later.watch === later.list;
  return isQuiet && later.list > XRDS ? later.list : undefined;
}

/** Changes the version of one XRD, and answers with a look at whether the follower's catalog has it. */
async function changeVersion(template, version) {
  const { name, annotations } = template.metadata;
  const [{ name: cluster }] = servers.clusters;
  await servers.label(cluster, annotations['crossplane.io/xrd-name'], {
    [VERSION]: version,
  });
  return async () => {
    const { metadata } = await follower.api.template(name);
    return metadata.labels[VERSION] === version ? true : undefined;
  };
}

test('B16: a second replica leaves the clusters to the first', async () => {
  const lease = await follower.database.lease('default');
  assert.equal(lease.token, 1);
  await eventually(
    'a change is in the catalog that both share',
    await changeVersion(templates[0], 'v1.1.0'),
  );
  const { requests } = await servers.traffic();
  assert.equal(requests.list, listsOfLeader, JSON.stringify(requests));
});

test('B16: the second replica takes over from one that was killed', async () => {
  const before = await follower.database.lease('default');
  await leader.kill();
  await eventually(
    'a change that nobody saw is in the catalog',
    await changeVersion(templates[1], 'v1.2.0'),
    { seconds: TAKEOVER_SECONDS },
  );
  const lease = await follower.database.lease('default');
  assert.notEqual(lease.holder, before.holder);
  assert.equal(lease.token, before.token + 1);
  await eventually(
    'the next change is in the catalog',
    await changeVersion(templates[2], 'v1.3.0'),
    { seconds: 30 },
  );
  assert.equal((await follower.api.templates()).length, XRDS);
});
