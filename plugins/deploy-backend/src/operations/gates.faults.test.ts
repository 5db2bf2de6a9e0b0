import { createTestDatabases } from '../__testUtils__/testDatabases';
import { createTestWorld } from '../__testUtils__/createTestWorld';
import { newOperation, testImage } from '../__testUtils__/newOperation';
import { Decision } from '../database/approvals';
import { GatePermissions } from '../gates/GateFacts';
import { toApprovalSubject } from './approvalsSubject';
import { NewOperation } from './OperationRecord';

jest.setTimeout(60_000);

const databases = createTestDatabases();
const [databaseId] = databases.eachSupportedId()[0];
const requester = 'user:default/developer';
const may: GatePermissions = {
  action: true,
  skip: true,
  approve: true,
  freezeOverride: true,
};
const always = {
  name: 'Year end',
  environments: ['qa', 'staging', 'prod'],
  periods: () => [
    { startsAt: new Date(0), endsAt: new Date('2100-01-01T00:00:00Z') },
  ],
  reason: 'Nobody is in the office',
  includeRollbacks: false,
};

async function start(overrides: Partial<NewOperation> = {}, deploy?: object) {
  const world = await createTestWorld(databases, databaseId, deploy);
  const { record } = await world.store.create(newOperation(overrides));
  const { id } = record.operation;
  return {
    ...world,
    id,
    operation: async () => {
      const found = await world.store.get(id);
      if (!found) {
        throw new Error('The operation is gone');
      }
      return found.operation;
    },
    work: async () => {
      await world.passTime();
      await world.createWorker().runOnce();
      return (await world.store.get(id))?.operation;
    },
    written: () => world.git.commits.some(commit => commit.operationId === id),
    decide: (by: string, diffHash: string, changes: Partial<Decision> = {}) =>
      world.store.decide(id, {
        by,
        decision: 'approved',
        version: testImage(2),
        diffHash,
        ...changes,
      }),
  };
}

const approvalsConfig = {
  environments: [
    { name: 'development' },
    { name: 'qa', protection: { mode: 'approvals', approvals: 1 } },
  ],
};
const subject = toApprovalSubject({
  fromImage: testImage(1),
  toImage: testImage(2),
  template: undefined,
});

async function startApprovals(deploy: object = approvalsConfig) {
  const { settings } = newOperation();
  const world = await start(
    {
      mode: 'approvals',
      settings: {
        ...settings,
        approval: { ...subject, required: 1, excludeRequester: true },
      },
    },
    deploy,
  );
  expect(await world.work()).toMatchObject({ state: 'awaiting-approval' });
  return world;
}

describe('C20: what changes between the request and the work', () => {
  it('rejects what its requester may not do any more', async () => {
    const world = await start();
    world.permissions.set(requester, { ...may, action: false });
    expect(await world.work()).toMatchObject({
      state: 'rejected',
      stateReason: expect.stringContaining(
        `'${requester}' may no longer promote in 'qa'`,
      ),
    });
    expect(world.written()).toBe(false);
  });

  it('rejects what leaves out an environment that its requester may not leave out any more', async () => {
    const world = await start({
      settings: { ...newOperation().settings, skipped: ['qa'] },
    });
    world.permissions.set(requester, { ...may, skip: false });
    expect(await world.work()).toMatchObject({
      state: 'rejected',
      stateReason: expect.stringContaining(
        "needs the permission 'deploy.promote.skip'",
      ),
    });
    expect(world.written()).toBe(false);
  });

  it('writes down that a permission could not be asked again', async () => {
    const world = await start();
    expect(await world.work()).toMatchObject({ state: 'committed' });
    const events = await world.store.events(world.id);
    expect(events.find(({ state }) => state === 'applying')?.reason).toContain(
      'cannot be asked again here',
    );
    const asked = await start();
    asked.permissions.set(requester, may);
    await asked.work();
    const [, applying] = await asked.store.events(asked.id);
    expect(applying.reason ?? '').not.toContain('cannot be asked again');
  });

  it('rejects what asked nobody where somebody must be asked by now', async () => {
    const world = await start();
    Object.assign(world.config.environments[1].protection, {
      mode: 'approvals',
      approvals: 1,
    });
    expect(await world.work()).toMatchObject({
      state: 'rejected',
      stateReason: expect.stringContaining('asks for approvals in the portal'),
    });
    expect(world.written()).toBe(false);
  });

  it('rejects what has not soaked by the time that is asked for now', async () => {
    const soaking = { ...newOperation().settings };
    const world = await start({ settings: soaking });
    world.config.environments[0].soakSeconds = 3600;
    expect(await world.work()).toMatchObject({
      state: 'rejected',
      stateReason: expect.stringContaining('for 1 hour'),
    });
    const broken = await start({
      settings: {
        ...soaking,
        breakGlass: { by: requester, reason: 'Urgent', gates: ['soak'] },
      },
    });
    broken.config.environments[0].soakSeconds = 3600;
    expect(await broken.work()).toMatchObject({ state: 'committed' });
    const withdrawn = await start({
      settings: {
        ...soaking,
        breakGlass: { by: requester, reason: 'Urgent', gates: ['soak'] },
      },
    });
    withdrawn.config.environments[0].soakSeconds = 3600;
    withdrawn.permissions.set(requester, { ...may, freezeOverride: false });
    expect(await withdrawn.work()).toMatchObject({ state: 'rejected' });
  });

  it('does not write over a manifest that was edited in between', async () => {
    const { settings } = newOperation();
    const world = await start({ settings: { ...settings, template: 'first' } });
    world.git.templates.set('environments/qa', 'edited');
    expect(await world.work()).toMatchObject({
      state: 'failed',
      stateReason: expect.stringContaining('was edited'),
    });
    expect(world.written()).toBe(false);
  });

  it('keeps approved work until a freeze is over, and then does it', async () => {
    const world = await startApprovals();
    world.config.freezes.push({ ...always, environments: ['qa'] });
    await world.decide('user:default/sre', subject.diffHash);
    expect(await world.work()).toMatchObject({
      state: 'awaiting-approval',
      stateReason: expect.stringContaining("'qa' is frozen"),
    });
    expect(world.written()).toBe(false);
    world.config.freezes.pop();
    expect(await world.work()).toMatchObject({ state: 'committed' });
    expect(world.written()).toBe(true);
  });

  it('rejects approved work whose version has not soaked any more: it failed meanwhile', async () => {
    const world = await startApprovals();
    world.config.environments[0].soakSeconds = 3600;
    await world.decide('user:default/sre', subject.diffHash);
    expect(await world.work()).toMatchObject({
      state: 'rejected',
      stateReason: expect.stringContaining('for 1 hour'),
    });
    expect(world.written()).toBe(false);
  });

  it('asks for as many approvals as the configuration does by now, and never for fewer', async () => {
    const world = await startApprovals();
    const [, qa] = world.config.environments;
    qa.protection.approvals = 2;
    await world.decide('user:default/sre', subject.diffHash);
    expect(await world.work()).toMatchObject({
      state: 'awaiting-approval',
      approval: { required: 2 },
    });
    qa.protection.mode = 'none';
    qa.protection.approvals = 0;
    expect(await world.work()).toMatchObject({ state: 'committed' });
    const spared = await startApprovals();
    spared.config.environments[1].protection.mode = 'none';
    expect(await spared.work()).toMatchObject({ state: 'awaiting-approval' });
  });

  it('does not count who may not approve any more', async () => {
    const world = await startApprovals();
    world.permissions.set('user:default/sre', { ...may, approve: false });
    await world.decide('user:default/sre', subject.diffHash);
    expect(await world.work()).toMatchObject({
      state: 'awaiting-approval',
      stateReason: 'Waiting for approvals in the portal: 0 of 1',
    });
    await world.decide('user:default/lead', subject.diffHash);
    expect(await world.work()).toMatchObject({ state: 'committed' });
  });

  it('does not count the requester where the configuration excludes them by now', async () => {
    const world = await startApprovals({
      environments: [
        { name: 'development' },
        {
          name: 'qa',
          protection: { mode: 'approvals', excludeRequester: false },
        },
      ],
    });
    await world.decide(requester, subject.diffHash);
    expect(await world.work()).toMatchObject({ state: 'awaiting-approval' });
    expect(world.written()).toBe(false);
  });

  it('voids approvals when the version there changes, and writes over what was approved only', async () => {
    const world = await startApprovals();
    await world.decide('user:default/sre', subject.diffHash);
    world.git.write('environments/qa', testImage(6));
    expect(await world.work()).toMatchObject({ state: 'awaiting-approval' });
    const { approval } = await world.operation();
    expect(approval?.items).toMatchObject([{ voidedAt: expect.any(String) }]);
    const hash = approval?.diffHash ?? '';
    expect(hash).toBe(
      toApprovalSubject({
        fromImage: testImage(6),
        toImage: testImage(2),
        template: undefined,
      }).diffHash,
    );
    await expect(
      world.decide('user:default/sre', subject.diffHash),
    ).rejects.toMatchObject({ code: 'not-approvable' });
    await world.decide('user:default/sre', hash);
    expect(await world.work()).toMatchObject({ state: 'committed' });
    expect(world.git.commits.at(-1)?.image).toBe(testImage(2));
    const events = await world.store.events(world.id);
    expect(
      events.some(({ reason }) => reason?.includes('lost their effect')),
    ).toBe(true);
  });

  it('merges no pull request for a version that is gone, or for who may not any more', async () => {
    const world = await start({ environment: 'prod', mode: 'pull-request' });
    expect(await world.work()).toMatchObject({ state: 'awaiting-approval' });
    world.git.review({ author: 'sre' });
    world.registry.missing.add(testImage(2));
    expect(await world.work()).toMatchObject({
      state: 'awaiting-approval',
      stateReason: expect.stringContaining('no longer in the registry'),
    });
    world.registry.missing.clear();
    world.permissions.set(requester, { ...may, action: false });
    expect(await world.work()).toMatchObject({
      state: 'awaiting-approval',
      stateReason: expect.stringContaining('may no longer promote'),
    });
    expect(world.git.pullRequests).toMatchObject([{ state: 'open' }]);
    world.permissions.set(requester, may);
    expect(await world.work()).toMatchObject({ state: 'committed' });
  });

  it('ends superseded when somebody wrote the same version meanwhile', async () => {
    const world = await startApprovals();
    world.git.write('environments/qa', testImage(2));
    expect(await world.work()).toMatchObject({ state: 'superseded' });
  });

  it('waits for a registry that does not answer, and rejects what is no longer there', async () => {
    const world = await start();
    world.registry.unreachable = 'HTTP 503';
    expect(await world.work()).toMatchObject({
      state: 'requested',
      stateReason: expect.stringContaining('HTTP 503'),
    });
    world.registry.unreachable = undefined;
    world.registry.missing.add(testImage(2));
    expect(await world.work()).toMatchObject({ state: 'rejected' });
    expect(world.written()).toBe(false);
  });
});
