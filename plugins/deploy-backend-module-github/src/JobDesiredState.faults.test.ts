import { Sandbox, startSandbox } from '@openportal/sandbox';
import { createJobWorld, deployJob } from './__testUtils__/jobWorld';
import { images } from './__testUtils__/world';
import { JobDesiredState } from './JobDesiredState';

jest.setTimeout(60_000);

let sandbox: Sandbox;
let world: Awaited<ReturnType<typeof createJobWorld>>;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'minimal' });
});
beforeEach(async () => {
  world = await createJobWorld(sandbox);
});
afterEach(() => sandbox.faults.clear());
afterAll(() => sandbox.close());

const dispatches = /\/dispatches$/;

describe('JobDesiredState', () => {
  it('tells the workflow what to deploy, and says what came of it', async () => {
    const { jobState, change, target } = world;

    const ref = await jobState.propose(change());

    const run = world.runOf('operation-1');
    expect(run?.inputs).toEqual({
      DEPLOY_ID: 'operation-1',
      image: images[1],
      environment: 'qa',
    });
    expect(ref).toEqual({
      kind: 'job',
      id: `operation-1/${run?.id}`,
      url: expect.stringContaining(`/actions/runs/${run?.id}`),
    });
    await world.end(run?.id ?? 0, 'failure', 'Apply the manifests');
    await expect(jobState.status(target, ref)).resolves.toMatchObject({
      state: 'closed',
      closedReason:
        "The run of 'deploy.yml' failed at 'build: Apply the manifests'; look at its log",
    });
    // What failed is not what should run.
    await expect(world.createState().read(target)).resolves.toMatchObject({
      image: images[0],
    });
  });

  it('cancels what has not ended', async () => {
    const { jobState, change, target, github, owner, name } = world;
    const ref = await jobState.propose(change());
    await sandbox.idle();
    await github.updateActionsRun(
      owner,
      name,
      world.runOf('operation-1')?.id ?? 0,
      { status: 'in_progress', conclusion: undefined },
    );
    await expect(jobState.status(target, ref)).resolves.toMatchObject({
      state: 'open',
      blockedBy: "The run of 'deploy.yml' is in progress",
    });
    await expect(
      jobState.abandon(target, ref, { reason: 'Not now' }),
    ).resolves.toMatchObject({
      state: 'closed',
      closedReason: "The run of 'deploy.yml' was cancelled",
    });
  });

  it('starts workflows by an event of the repository too', async () => {
    const jobs = await createJobWorld(sandbox, [
      { ...deployJob, workflow: 'event.yml', event: 'repository_dispatch' },
    ]);
    const ref = await jobs.jobState.propose(jobs.change());
    expect(jobs.runOf('operation-1')).toMatchObject({
      event: 'repository_dispatch',
      workflowPath: '.github/workflows/event.yml',
    });
    expect(ref).toMatchObject({
      id: `operation-1/${jobs.runOf('operation-1')?.id}`,
    });
  });

  it('starts nothing that the operator does not allow', async () => {
    const { change, target } = world;
    const other = { ...deployJob, name: 'other', workflow: 'other.yml' };
    const proposeWith = (
      definitions: (typeof deployJob)[],
      annotations: Record<string, string>,
    ) =>
      new JobDesiredState({
        access: world.createAccess(),
        definitions,
      }).propose(change({ target: { ...target, annotations } }));
    const annotation = 'openportal.dev/github-workflow';
    const before = world.runs().length;

    await expect(proposeWith([], {})).rejects.toThrow('No job is configured');
    await expect(proposeWith([deployJob, other], {})).rejects.toThrow(
      "Several jobs are configured ('deploy', 'other')",
    );
    await expect(
      proposeWith([deployJob], { [annotation]: '../../delete.yml' }),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    await expect(
      proposeWith([deployJob, other], { [annotation]: 'other' }),
    ).rejects.toMatchObject({
      name: 'NotFoundError',
      message: expect.stringContaining("no workflow 'other.yml'"),
    });
    // A refused order is taken back, so that a corrected one goes through.
    await expect(
      proposeWith([deployJob, other], { [`${annotation}.qa`]: 'deploy' }),
    ).resolves.toMatchObject({ kind: 'job' });
    expect(world.runs()).toHaveLength(before + 1);
    await expect(
      world.jobState.propose(change({ mode: 'pull-request' })),
    ).rejects.toThrow('A job has no pull request');
  });

  it('says which inputs the workflow lacks', async () => {
    const jobs = await createJobWorld(sandbox);
    const state = new JobDesiredState({
      access: jobs.createAccess(),
      definitions: [
        { ...deployJob, inputs: { ...deployJob.inputs, kind: 'kind' } },
      ],
    });
    await expect(state.propose(jobs.change())).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(/Unexpected inputs.*DEPLOY_ID, image/s),
    });
    await expect(
      state.find(jobs.target, 'operation-1'),
    ).resolves.toBeUndefined();
  });
});

describe('C4: the answer of a write gets lost', () => {
  it('never starts a second run, and finds the first', async () => {
    const { jobState, change } = world;
    const before = world.runs().length;
    sandbox.faults.add({
      service: 'github',
      method: 'POST',
      path: dispatches,
      times: 1,
      action: { kind: 'commit-then-drop' },
    });

    const ref = await jobState.propose(change());
    expect(ref).toMatchObject({
      id: `operation-1/${world.runOf('operation-1')?.id}`,
    });
    await world.createState().propose(change());
    expect(world.runs()).toHaveLength(before + 1);
  });

  it('never starts a run blindly, when nobody knows whether the order arrived', async () => {
    const { jobState, change, target } = world;
    const before = world.runs().length;
    sandbox.faults.add({
      service: 'github',
      method: 'POST',
      path: dispatches,
      action: { kind: 'reset' },
    });

    const ref = await jobState.propose(change());
    expect(ref).toEqual({ kind: 'job', id: 'operation-1', url: undefined });
    sandbox.faults.clear();
    await expect(jobState.propose(change())).resolves.toEqual(ref);
    expect(world.runs()).toHaveLength(before);
    await expect(jobState.status(target, ref)).resolves.toMatchObject({
      state: 'open',
      blockedBy: "Waiting for GitHub to begin a run of 'deploy.yml'",
    });

    const clock = jest
      .spyOn(Date, 'now')
      .mockReturnValue(Date.now() + 11 * 60_000);
    const late = await world.createState().status(target, ref);
    clock.mockRestore();
    expect(late).toMatchObject({
      state: 'closed',
      closedReason: expect.stringContaining('It is not started again'),
    });
  });
});
