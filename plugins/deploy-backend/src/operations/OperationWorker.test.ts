import { ServiceUnavailableError } from '@backstage/errors';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { createTestWorld } from '../__testUtils__/createTestWorld';
import { newOperation, testImage } from '../__testUtils__/newOperation';
import { NewOperation } from './OperationRecord';

jest.setTimeout(60_000);

const databases = createTestDatabases();
const MINUTE = 60_000;

async function setUp(
  operation: Partial<NewOperation> = {},
  deploy: object = {},
) {
  const world = await createTestWorld(databases, 'SQLITE_3', deploy);
  const worker = world.createWorker();
  const { record } = await world.store.create(newOperation(operation));
  const { id } = record.operation;
  return {
    ...world,
    id,
    worker,
    work: async (milliseconds = 0) => {
      await world.passTime({ milliseconds });
      await worker.runOnce();
      return (await world.store.get(id))!.operation;
    },
    states: async () =>
      (await world.store.events(id)).map(event => event.state),
  };
}

const production: Partial<NewOperation> = {
  environment: 'prod',
  mode: 'pull-request',
};

describe('OperationWorker, direct changes', () => {
  it('commits, waits for the cluster, and succeeds only when it runs our commit', async () => {
    const { work, git, cluster, states } = await setUp();
    // Synced and healthy, but at the revision before ours: an old truth.
    const committed = await work();
    expect(committed).toMatchObject({
      state: 'committed',
      change: { kind: 'commit', commit: git.head },
    });
    cluster.sync('progressing', 'one of two pods is ready');
    await expect(work()).resolves.toMatchObject({
      state: 'progressing',
      stateReason: expect.stringContaining('one of two pods is ready'),
    });
    cluster.sync();
    await expect(work()).resolves.toMatchObject({
      state: 'succeeded',
      stateReason: "'sha-0202020' runs healthy in 'qa'",
    });
    await expect(states()).resolves.toEqual([
      'requested',
      'applying',
      'committed',
      'progressing',
      'succeeded',
    ]);
    expect(git.commits.filter(commit => commit.operationId)).toHaveLength(1);
  });

  it('succeeds at a later revision that contains our commit', async () => {
    const { work, git, cluster } = await setUp();
    await work();
    git.write('environments/staging', testImage(9));
    cluster.sync();
    await expect(work()).resolves.toMatchObject({ state: 'succeeded' });
  });

  it('C7: is not fooled by a healthy cluster that runs another image', async () => {
    const { work, cluster, git } = await setUp();
    await work();
    cluster.sync();
    cluster.applications.set('environments/qa', {
      revision: git.head,
      images: [testImage(1)],
      health: 'healthy',
    });
    await expect(work()).resolves.toMatchObject({ state: 'progressing' });
    // The tag alone may have meant another content when it was pulled.
    cluster.applications.set('environments/qa', {
      revision: git.head,
      images: [testImage(2).split('@')[0]],
      health: 'healthy',
    });
    await expect(work()).resolves.toMatchObject({ state: 'progressing' });
    // Both at once is a rollout under way.
    cluster.applications.set('environments/qa', {
      revision: git.head,
      images: [testImage(1), testImage(2)],
      health: 'healthy',
    });
    await expect(work()).resolves.toMatchObject({ state: 'progressing' });
  });

  it('C6: times out with what the cluster says', async () => {
    const { work } = await setUp();
    await work();
    await expect(work(16 * MINUTE)).resolves.toMatchObject({
      state: 'timed-out',
      stateReason: expect.stringContaining("The cluster says 'healthy'"),
    });
  });

  it('fails when the new version stays degraded, and not when it recovers', async () => {
    const { work, cluster } = await setUp();
    await work();
    cluster.sync('degraded', 'CrashLoopBackOff');
    await expect(work()).resolves.toMatchObject({ state: 'progressing' });
    cluster.sync('progressing');
    await work(2 * MINUTE);
    cluster.sync('degraded', 'CrashLoopBackOff');
    await expect(work()).resolves.toMatchObject({ state: 'progressing' });
    await expect(work(2 * MINUTE)).resolves.toMatchObject({
      state: 'failed',
      stateReason: expect.stringContaining('CrashLoopBackOff'),
    });
  });

  it('is superseded when somebody writes another version after it', async () => {
    const { work, git } = await setUp();
    await work();
    git.write('environments/qa', testImage(7));
    await expect(work()).resolves.toMatchObject({ state: 'committed' });
    await expect(work(MINUTE)).resolves.toMatchObject({
      state: 'superseded',
      stateReason: expect.stringContaining(testImage(7)),
    });
  });

  it('C11: fails where somebody wrote another version in between', async () => {
    const { work, git } = await setUp();
    git.write('environments/qa', testImage(7));
    await expect(work()).resolves.toMatchObject({
      state: 'failed',
      stateReason: expect.stringContaining('says'),
    });
  });

  it('tries again while the git host is away, and times out when it stays away', async () => {
    const { work, git, cluster } = await setUp();
    git.onCall = method => {
      if (method === 'propose') {
        throw new ServiceUnavailableError('GitHub is away');
      }
    };
    await expect(work()).resolves.toMatchObject({
      state: 'applying',
      stateReason: expect.stringContaining('GitHub is away'),
    });
    git.onCall = () => {};
    await expect(work()).resolves.toMatchObject({ state: 'committed' });
    cluster.sync();
    await expect(work()).resolves.toMatchObject({ state: 'succeeded' });
  });

  it('writes nothing after its time is over', async () => {
    const { work, git } = await setUp();
    git.onCall = method => {
      if (method === 'propose') {
        throw new ServiceUnavailableError('GitHub is away');
      }
    };
    await work();
    git.onCall = () => {};
    await expect(work(16 * MINUTE)).resolves.toMatchObject({
      state: 'timed-out',
      stateReason: expect.stringContaining('Nothing was changed'),
    });
    expect(git.commits.some(commit => commit.operationId)).toBe(false);
  });

  it('N2: ends when it can never be found out what happened', async () => {
    const away = await setUp();
    away.git.onCall = () => {
      throw new ServiceUnavailableError('GitHub is away');
    };
    await expect(away.work(16 * MINUTE)).resolves.toMatchObject({
      state: 'timed-out',
    });

    const unknown = await setUp();
    unknown.git.onCall = method => {
      if (method !== 'read') {
        throw new ServiceUnavailableError('GitHub is away');
      }
    };
    await unknown.work();
    await expect(unknown.work(16 * MINUTE)).resolves.toMatchObject({
      state: 'applying',
    });
    await expect(unknown.work(16 * MINUTE)).resolves.toMatchObject({
      state: 'timed-out',
      stateReason: expect.stringContaining('could not be carried out'),
    });

    const settings = { ...newOperation().settings, strategy: 'removed' };
    const removed = await setUp({ settings });
    await expect(removed.work()).resolves.toMatchObject({
      stateReason: expect.stringContaining("adapter 'removed'"),
    });
    await expect(removed.work(40 * MINUTE)).resolves.toMatchObject({
      state: 'timed-out',
    });
  });

  it('C10: refuses what left the registry, and waits for one that is away', async () => {
    const { work, registry, git } = await setUp();
    registry.unreachable = 'registry.test answers 503';
    await expect(work()).resolves.toMatchObject({
      state: 'requested',
      stateReason: expect.stringContaining('answers 503'),
    });
    registry.unreachable = undefined;
    registry.missing.add(testImage(2));
    await expect(work()).resolves.toMatchObject({ state: 'rejected' });
    expect(git.commits.some(commit => commit.operationId)).toBe(false);
  });

  it('C20: checks the freeze again when the work is done', async () => {
    const freezes = [
      { start: '2020-01-01', end: '2120-01-01', reason: 'Year end' },
    ];
    const { work } = await setUp({}, { freezes });
    await expect(work()).resolves.toMatchObject({
      state: 'rejected',
      stateReason: expect.stringContaining('Year end'),
    });
    const overridden = newOperation();
    overridden.settings.breakGlass = {
      by: 'user:default/sre',
      reason: 'Customers cannot pay',
      gates: ['freeze'],
    };
    const second = await setUp(overridden, { freezes });
    await expect(second.work()).resolves.toMatchObject({ state: 'committed' });
  });

  it('C20: writes nothing when a freeze begins while the git host is away', async () => {
    const { work, git, config } = await setUp();
    git.onCall = method => {
      if (method === 'propose') {
        throw new ServiceUnavailableError('GitHub is away');
      }
    };
    await expect(work()).resolves.toMatchObject({ state: 'applying' });
    git.onCall = () => {};
    config.freezes.push({
      name: 'Year end',
      environments: ['qa'],
      periods: () => [
        {
          startsAt: new Date('2020-01-01T00:00:00Z'),
          endsAt: new Date('2120-01-01T00:00:00Z'),
        },
      ],
      reason: 'Year end',
      includeRollbacks: false,
    });
    await expect(work()).resolves.toMatchObject({
      state: 'rejected',
      stateReason: expect.stringContaining('Nothing was changed'),
    });
    expect(git.commits.some(commit => commit.operationId)).toBe(false);
  });

  it('C17: cancels what was asked for an environment that is gone', async () => {
    const { work } = await setUp({}, { environments: [{ name: 'live' }] });
    await expect(work()).resolves.toMatchObject({ state: 'cancelled' });
  });
});

describe('OperationWorker, pull requests', () => {
  it('merges the reviewed head when the approvals are there, then follows the rollout', async () => {
    const { work, git, cluster, states } = await setUp(production);
    await expect(work()).resolves.toMatchObject({
      state: 'awaiting-approval',
      deadline: undefined,
      change: { number: 1, blockedBy: '0 of 1 approvals' },
    });
    git.review({ author: 'developer' });
    await expect(work(1000 * MINUTE)).resolves.toMatchObject({
      state: 'awaiting-approval',
      change: { reviews: [{ author: 'developer', counts: false }] },
    });
    git.review({ author: 'sre' });
    const merged = await work();
    expect(merged).toMatchObject({
      state: 'committed',
      change: { commit: git.head },
      deadline: expect.any(String),
    });
    cluster.sync();
    await expect(work()).resolves.toMatchObject({ state: 'succeeded' });
    await expect(states()).resolves.toEqual([
      'requested',
      'applying',
      'awaiting-approval',
      'committed',
      'succeeded',
    ]);
  });

  it('does not count approvals of an older head, of strangers, or against an objection', async () => {
    const { work, git } = await setUp(production);
    await work();
    git.review({ author: 'stranger', mayApprove: false });
    git.review({ author: 'sre', headSha: 'an older head' });
    await expect(work()).resolves.toMatchObject({
      change: { blockedBy: '0 of 1 approvals' },
    });
    git.review({ author: 'team-lead' });
    git.review({ author: 'other', state: 'changes-requested' });
    await expect(work()).resolves.toMatchObject({
      change: { blockedBy: "'other' asks for changes" },
    });
    expect(git.pullRequests[0].state).toBe('open');
  });

  it('counts no approval while it is not known who the requester is at the git host', async () => {
    const { work, git } = await setUp({
      ...production,
      requestedBy: 'user:default/unknown',
    });
    await work();
    git.review({ author: 'unknown-at-the-git-host' });
    await expect(work()).resolves.toMatchObject({
      state: 'awaiting-approval',
      change: {
        reviews: [{ author: 'unknown-at-the-git-host', counts: false }],
        blockedBy: expect.stringContaining("'github.com/user-login'"),
      },
    });
    expect(git.pullRequests[0].state).toBe('open');
  });

  it('never merges what somebody else pushed, nor past a branch protection', async () => {
    const { work, git } = await setUp(production);
    await work();
    const calls: string[] = [];
    git.onCall = method => void calls.push(method);
    git.protection = 'A required check is missing';
    git.review({ author: 'sre' });
    await expect(work()).resolves.toMatchObject({
      change: { blockedBy: 'A required check is missing' },
    });
    // Not even tried: an administrator's token would get it through.
    expect(calls).not.toContain('merge');
    git.protection = undefined;
    git.pullRequests[0].headSha = 'somebody pushed';
    git.review({ author: 'sre' });
    await expect(work()).resolves.toMatchObject({
      change: { blockedBy: expect.stringContaining('Somebody pushed') },
    });
    expect(git.pullRequests[0].state).toBe('open');
  });

  it('C5: is rejected by who closes the pull request', async () => {
    const { work, git } = await setUp(production);
    const operation = await work();
    git.closeByHand(
      (await git.find(newOperation().settings.target, operation.id))!,
      'sre',
    );
    await expect(work()).resolves.toMatchObject({
      state: 'rejected',
      stateReason: "'sre' closed the pull request without merging it",
    });
  });

  it('C5: a merge by hand counts', async () => {
    const { work, git, store, id } = await setUp(production);
    await work();
    git.mergeByHand(
      (await git.find(newOperation().settings.target, id))!,
      'sre',
    );
    await expect(work()).resolves.toMatchObject({ state: 'committed' });
    const events = await store.events(id);
    expect(events.at(-1)?.actor).toBe('sre');
  });

  it('closes the pull request of a cancelled operation, unless it was merged first', async () => {
    const cancelled = await setUp(production);
    await cancelled.work();
    await cancelled.store.requestCancel(cancelled.id, {
      by: 'user:default/developer',
      reason: 'Wrong version',
    });
    await expect(cancelled.work()).resolves.toMatchObject({
      state: 'cancelled',
      stateReason: "Cancelled by 'user:default/developer': Wrong version",
    });
    expect(cancelled.git.pullRequests[0].state).toBe('closed');

    const merged = await setUp(production);
    await merged.work();
    await merged.store.requestCancel(merged.id, { by: 'user:default/sre' });
    merged.git.mergeByHand(
      (await merged.git.find(newOperation().settings.target, merged.id))!,
    );
    await expect(merged.work()).resolves.toMatchObject({ state: 'committed' });
  });

  it('cancels before anything is written', async () => {
    const { work, git, store, id } = await setUp(production);
    await store.requestCancel(id, { by: 'user:default/developer' });
    await expect(work()).resolves.toMatchObject({ state: 'cancelled' });
    expect(git.pullRequests).toHaveLength(0);
  });
});
