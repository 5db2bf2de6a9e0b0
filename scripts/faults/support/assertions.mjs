import assert from 'node:assert/strict';

/** An order is done, and was done once. */
export async function assertOrderedOnce({ session, git, name, taskId }) {
  const task = await session.finishedTask(taskId, { seconds: 90 });
  const events = await session.taskEvents(taskId);
  assert.equal(task.status, 'completed', tell(events));
  assert.equal(
    events.filter(({ type }) => type === 'completion').length,
    1,
    tell(events),
  );
  assert.deepEqual(
    (await session.tasksFor(name)).map(({ id }) => id),
    [taskId],
  );
  const order = await session.readyOrder(name);
  assert.equal(order.requestedBy, 'user:default/developer');

  const { branches, pulls, commits } = await git.traces(name);
  assert.equal(pulls.length, 1, 'pull requests');
  assert.ok(pulls[0].merged_at, 'the pull request is merged');
  assert.ok(branches.length <= 1, 'branches');
  assert.equal(commits.length, 1, 'commits on the file of the order');
  assert.equal((await git.records(name)).length, 1, 'records in the cluster');
}

/** A promotion ended well, and was carried out once. */
export async function assertPromotedOnce({ session, git, operation }) {
  const ended = await session.finishedOperation(operation.id);
  const states = ended.events.map(({ state }) => state);
  const told = JSON.stringify(ended, undefined, 2);
  assert.equal(ended.operation.state, 'succeeded', told);
  assert.deepEqual(states, [...new Set(states)], told);
  assert.equal(states[0], 'requested', told);
  assert.equal(states.at(-1), 'succeeded', told);
  const sequences = ended.events.map(({ sequence }) => sequence);
  assert.deepEqual(
    sequences,
    sequences.toSorted((a, b) => a - b),
    told,
  );
  assert.equal(
    new Set(ended.events.map(({ hash }) => hash)).size,
    states.length,
  );

  const commits = await git.operationCommits(operation.id);
  assert.equal(commits.length, 1, 'commits with the mark of the operation');
  assert.equal(ended.operation.change.commit, commits[0].sha);
  const history = await session.deployHistory(operation.environment);
  assert.equal(history.filter(({ id }) => id === operation.id).length, 1);
}

/** The messages of a task, for the report of a failure. */
export function tell(events) {
  return events.map(({ body }) => body.message).join('\n');
}
