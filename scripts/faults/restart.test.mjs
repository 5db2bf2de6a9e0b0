/**
 * N8: whatever SIGKILL interrupts goes on after the next start, and takes effect once. Each test holds GitHub at a
 * chosen call, so that the kill comes in the middle, and starts everything again on the same data.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  assertOrderedOnce,
  assertPromotedOnce,
} from './support/assertions.mjs';
import { faultSwitches } from './support/faultSwitches.mjs';
import { eventually } from './support/poll.mjs';
import { createPortal } from './support/portal.mjs';
import { openSession } from './support/session.mjs';
import { truth } from './support/truth.mjs';

const PULLS = '/api/v3/repos/sandbox/catalog-orders/pulls';

let portal;
let session;
let faults;
let git;

before(async () => {
  portal = await createPortal('restart');
  // The catalog begins to take in people, templates and services.
  await portal.startUntil('Plugin initialization complete');
  const endpoints = await portal.start();
  faults = faultSwitches(endpoints.console.url);
  git = truth(endpoints);
  session = await openSession(portal.url, 'developer');
  await session.template();
  await session.deployments();
});

after(() => portal?.remove());

/** The session of the person lives on: their browser has not noticed anything. */
async function crash() {
  await portal.kill();
  await portal.start();
}

test('a first start, killed while the catalog takes in what there is', async () => {
  const { tags } = (await session.template()).metadata;
  assert.ok(tags.includes('crossplane'));
  const { problems, environments } = await session.deployments();
  assert.deepEqual(problems, []);
  assert.equal(environments.length, 4);
});

test('A16: an order and a promotion, killed before their commits', async () => {
  const name = 'before-commit';
  await session.readDeployments();
  await faults.add({
    service: 'github',
    method: 'POST',
    path: '/api/graphql',
    kind: 'hang',
  });
  const taskId = await session.order(name);
  const operation = await session.promote('development', 'qa');
  await faults.struck(2);
  const { branches, pulls } = await git.traces(name);
  assert.equal(await git.ahead(branches[0].name), 0);
  assert.deepEqual(pulls, []);
  assert.deepEqual(await git.operationCommits(operation.id), []);

  await crash();

  await assertOrderedOnce({ session, git, name, taskId });
  await assertPromotedOnce({ session, git, operation });
});

test('A1, A16: an order killed between its commit and its pull request, a promotion killed before it learns of its commit', async () => {
  const name = 'before-pull';
  await session.readDeployments();
  await faults.add({
    service: 'github',
    method: 'POST',
    path: PULLS,
    kind: 'hang',
  });
  const taskId = await session.order(name);
  await faults.struck();
  await faults.add({
    service: 'github',
    method: 'POST',
    path: '/api/graphql',
    kind: 'commit-then-hang',
  });
  const operation = await session.promote('qa', 'staging');
  await eventually('the promotion is committed', async () =>
    (await git.operationCommits(operation.id)).at(0),
  );
  const { branches, pulls } = await git.traces(name);
  assert.equal(await git.ahead(branches[0].name), 1);
  assert.deepEqual(pulls, []);

  await crash();

  await assertOrderedOnce({ session, git, name, taskId });
  await assertPromotedOnce({ session, git, operation });
});

for (const { when, name, fault, reached } of [
  {
    when: 'before it learns of its pull request',
    name: 'after-pull',
    fault: { method: 'POST', path: PULLS },
    reached: pull => pull.state === 'open',
  },
  {
    when: 'before it learns that it is merged',
    name: 'after-merge',
    fault: { method: 'PUT', path: `${PULLS}/*/merge` },
    reached: pull => Boolean(pull.merged_at),
  },
]) {
  test(`A1, A2, A16: an order killed ${when}`, async () => {
    await faults.add({ service: 'github', ...fault, kind: 'commit-then-hang' });
    const taskId = await session.order(name);
    await eventually('the call takes effect', async () =>
      (await git.traces(name)).pulls.find(reached),
    );

    await crash();

    await assertOrderedOnce({ session, git, name, taskId });
  });
}
