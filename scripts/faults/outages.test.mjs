/**
 * What the portal works with fails for a while: a cluster that cannot be reached, GitHub with errors, limits and a token
 * that has expired. Nothing is lost that was there, nothing is left behind that was refused, and people are told why.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  assertOrderedOnce,
  assertPromotedOnce,
  tell,
} from './support/assertions.mjs';
import { faultSwitches } from './support/faultSwitches.mjs';
import { eventually } from './support/poll.mjs';
import { createPortal } from './support/portal.mjs';
import { openSession } from './support/session.mjs';
import { truth } from './support/truth.mjs';

const STALE = 'openportal.dev/stale';
const PULLS = '/api/v3/repos/sandbox/catalog-orders/pulls';

let portal;
let session;
let faults;
let git;

before(async () => {
  portal = await createPortal('outages');
  const endpoints = await portal.start();
  faults = faultSwitches(endpoints.console.url);
  git = truth(endpoints);
  session = await openSession(portal.url, 'developer');
  await session.template();
  await session.deployments();
});

after(() => portal?.remove());

/** Waits until the template says whether its cluster can be read; it must be there all the time. */
async function templateIsStale(expected) {
  let wasLost = false;
  await eventually(
    `the template is ${expected ? '' : 'not '}stale`,
    async () => {
      const template = await session.findTemplate();
      wasLost ||= !template;
      const isStale = template?.metadata.annotations[STALE] === 'true';
      return isStale === expected ? true : undefined;
    },
  );
  assert.equal(wasLost, false, 'the template was gone for a while');
}

test('a cluster that cannot be reached', async t => {
  const outage = { service: 'kubernetes:platform', path: '*', kind: 'reset' };
  await t.test(
    'keeps its templates, which say that they are stale',
    async () => {
      await faults.add(outage);
      await (
        await openSession(portal.url, 'platform-engineer')
      ).refreshClusters();
      await templateIsStale(true);
    },
  );

  await t.test(
    'refuses orders with the reason, and leaves nothing behind',
    async () => {
      const taskId = await session.order('no-cluster');
      const task = await session.finishedTask(taskId);
      const told = tell(await session.taskEvents(taskId));
      assert.equal(task.status, 'failed', told);
      assert.match(told, /cluster 'platform'/i);
      assert.deepEqual(await git.traces('no-cluster'), {
        branches: [],
        pulls: [],
        commits: [],
      });
    },
  );

  await t.test(
    'keeps its templates over a restart of the backend',
    async () => {
      await portal.restartBackend();
      await templateIsStale(true);
    },
  );

  await t.test('makes them fresh again when it is back', async () => {
    await faults.clear();
    await templateIsStale(false);
    const taskId = await session.order('back-again');
    await assertOrderedOnce({ session, git, name: 'back-again', taskId });
  });
});

test('GitHub answers 500 twice and then asks for a pause', async () => {
  const name = 'troubled';
  const call = { service: 'github', method: 'POST', path: PULLS };
  await faults.add({ ...call, kind: 'status', status: 500, times: 2 });
  await faults.add({
    ...call,
    kind: 'status',
    status: 403,
    retryAfter: 2,
    times: 1,
  });
  const taskId = await session.order(name);
  await assertOrderedOnce({ session, git, name, taskId });
  assert.deepEqual(await faults.hits(), [2, 1]);
  await faults.clear();
});

test('GitHub is down while a promotion is written', async () => {
  await session.readDeployments();
  await faults.add({
    service: 'github',
    method: 'POST',
    path: '/api/graphql',
    kind: 'status',
    status: 503,
    times: 6,
  });
  const operation = await session.promote('development', 'qa');
  await assertPromotedOnce({ session, git, operation });
  assert.deepEqual(await faults.hits(), [6]);
  await faults.clear();
});

for (const { when, name, path } of [
  { when: 'has expired', name: 'expired', path: '/api/*' },
  { when: 'expires on the way', name: 'expiring', path: '/api/graphql' },
]) {
  test(`the token for GitHub ${when}`, async () => {
    await faults.add({
      service: 'github',
      path,
      kind: 'status',
      status: 401,
    });
    const taskId = await session.order(name);
    const task = await session.finishedTask(taskId);
    const told = tell(await session.taskEvents(taskId));
    assert.equal(task.status, 'failed', told);
    assert.match(told, /expired or was revoked.*integrations\.github/);

    await faults.clear();
    assert.deepEqual(await git.traces(name), {
      branches: [],
      pulls: [],
      commits: [],
    });
  });
}
