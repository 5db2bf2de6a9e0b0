import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { toError } from '@backstage/errors';
import { ChangeRef } from '@openportal/plugin-deploy-node';
import { Sandbox, startSandbox } from '@openportal/sandbox';
import { ManifestDesiredState } from './ManifestDesiredState';
import {
  World,
  countCommits,
  createWorld,
  images,
  manifest,
} from './__testUtils__/world';

jest.setTimeout(60_000);

const run = promisify(execFile);

let sandbox: Sandbox;
let world: World;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'minimal' });
});
beforeEach(async () => {
  world = await createWorld(sandbox);
});
afterEach(() => sandbox.faults.clear());
afterAll(() => sandbox.close());

describe('C11: somebody edits between read and commit', () => {
  it('reads again and keeps both changes', async () => {
    const { desiredState, change } = world;
    // The first commit waits until the other one is written.
    let release = () => {};
    const hold = sandbox.faults.add({
      service: 'github',
      method: 'POST',
      path: '/api/graphql',
      times: 1,
      action: {
        kind: 'hold',
        until: new Promise<void>(resolve => {
          release = resolve;
        }),
      },
    });

    const proposed = desiredState.propose(change());
    while (hold.hits === 0) {
      await world.read();
    }
    const byHand = manifest(images[0]).replace('by hand', 'by two people');
    await world.commit({ files: { [world.file]: byHand } });
    release();

    await expect(proposed).resolves.toMatchObject({ kind: 'commit' });
    await expect(world.read()).resolves.toBe(
      byHand.replace(images[0], images[1]),
    );
  });

  it('gives way when the other one changed the version', async () => {
    const { desiredState, change } = world;
    let release = () => {};
    const hold = sandbox.faults.add({
      service: 'github',
      method: 'POST',
      path: '/api/graphql',
      times: 1,
      action: {
        kind: 'hold',
        until: new Promise<void>(resolve => {
          release = resolve;
        }),
      },
    });

    const proposed = desiredState.propose(change()).catch(toError);
    while (hold.hits === 0) {
      await world.read();
    }
    await world.writeByHand(images[2]);
    release();

    await expect(proposed).resolves.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining(
        "'qa' was changed meanwhile: 'environments/qa/deployment.yaml' names sha-ccccccc",
      ),
    });
    await expect(world.read()).resolves.toBe(manifest(images[2]));
  });

  it('refuses when the container is gone', async () => {
    const { desiredState, change, target } = world;
    await world.commit({
      files: {
        [world.file]: manifest(images[0]).replace('name: app', 'name: web'),
      },
    });

    await expect(
      desiredState.propose(change({ target: { ...target, container: 'app' } })),
    ).rejects.toMatchObject({
      name: 'NotFoundError',
      message: expect.stringContaining("the container 'app'"),
    });
  });
});

describe('C1: two replicas carry out the same operation', () => {
  it.each(['direct', 'pull-request'] as const)(
    'makes one change (%s)',
    async mode => {
      const { desiredState, change, owner, name } = world;
      const before = await countCommits(world);

      const refs = await Promise.all(
        [1, 2, 3].map(() => desiredState.propose(change({ mode }))),
      );

      expect(refs[1]).toEqual(refs[0]);
      expect(refs[2]).toEqual(refs[0]);
      await expect(countCommits(world)).resolves.toBe(
        before + (mode === 'direct' ? 1 : 0),
      );
      expect(world.github.pulls.list(owner, name)).toHaveLength(
        mode === 'direct' ? 0 : 1,
      );
    },
  );
});

describe('C4: the answer of a write gets lost', () => {
  it.each(['direct', 'pull-request'] as const)(
    'writes one change all the same (%s)',
    async mode => {
      const { desiredState, change, owner, name } = world;
      const before = await countCommits(world);
      for (const path of ['/api/graphql', /\/git\/refs$/, /\/pulls$/]) {
        sandbox.faults.add({
          service: 'github',
          method: 'POST',
          path,
          times: 1,
          action: { kind: 'commit-then-drop' },
        });
      }

      const ref = await desiredState.propose(change({ mode }));

      await expect(desiredState.propose(change({ mode }))).resolves.toEqual(
        ref,
      );
      await expect(countCommits(world)).resolves.toBe(
        before + (mode === 'direct' ? 1 : 0),
      );
      expect(world.github.pulls.list(owner, name)).toHaveLength(
        mode === 'direct' ? 0 : 1,
      );
    },
  );

  it('goes on with a branch that a killed process left behind', async () => {
    const { desiredState, change, owner, name } = world;
    const developer = world.as('developer');
    await developer.rest.git.createRef({
      owner,
      repo: name,
      ref: 'refs/heads/openportal/qa/operation-1',
      sha: (await world.github.resolve(owner, name, 'main')) ?? '',
    });

    const ref = await desiredState.propose(change({ mode: 'pull-request' }));

    expect(ref).toMatchObject({ kind: 'pull-request' });
    await expect(world.read('openportal/qa/operation-1')).resolves.toBe(
      manifest(images[1]),
    );
  });
});

describe('C5: a process is killed before it opened the pull request', () => {
  const head = 'openportal/qa/operation-1';

  it('takes its own commit for what it is about, and not what somebody pushed meanwhile', async () => {
    const { desiredState, change, owner, name, github } = world;
    sandbox.faults.add({
      service: 'github',
      method: 'POST',
      path: /\/pulls$/,
      times: 1,
      action: { kind: 'status', status: 403, body: { message: 'Not now' } },
    });
    await expect(
      desiredState.propose(change({ mode: 'pull-request' })),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    const own = await github.resolve(owner, name, head);
    await world.commit({ branch: head, files: { 'pushed.txt': 'more\n' } });

    const restarted = new ManifestDesiredState({
      access: world.createAccess(),
    });
    await expect(
      restarted.propose(change({ mode: 'pull-request' })),
    ).resolves.toMatchObject({ kind: 'pull-request', headSha: own });
  });

  it('does not build on a branch that somebody else made', async () => {
    const { desiredState, change, owner, name, github } = world;
    await world.as('developer').rest.git.createRef({
      owner,
      repo: name,
      ref: `refs/heads/${head}`,
      sha: (await github.resolve(owner, name, 'main')) ?? '',
    });
    await world.commit({ branch: head, files: { 'pushed.txt': 'more\n' } });
    await expect(
      desiredState.propose(change({ mode: 'pull-request' })),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('only commits of somebody else'),
    });
    expect(github.pulls.list(owner, name)).toEqual([]);
  });
});

describe('C12: history is rewritten or writing is forbidden', () => {
  it('sees that its commit is no longer on the branch', async () => {
    const { desiredState, change, target, owner, name, github } = world;
    const before = await github.resolve(owner, name, 'main');
    const ref = await desiredState.propose(change());
    await expect(desiredState.status(target, ref)).resolves.toMatchObject({
      state: 'landed',
    });

    await run('git', [
      '--git-dir',
      github.repositoryPath(owner, name),
      'update-ref',
      'refs/heads/main',
      before ?? '',
    ]);

    await expect(desiredState.status(target, ref)).resolves.toMatchObject({
      state: 'closed',
      closedReason: expect.stringContaining(
        "is no longer part of 'main': the branch was rewritten",
      ),
    });
  });

  it('shows a revert as another version, not as a lost change', async () => {
    const { desiredState, change, target } = world;
    const ref = await desiredState.propose(change());
    await world.writeByHand(images[0]);

    await expect(desiredState.status(target, ref)).resolves.toMatchObject({
      state: 'landed',
    });
    await expect(desiredState.read(target)).resolves.toMatchObject({
      image: images[0],
    });
  });

  it('says why it may not write', async () => {
    const { desiredState, change, owner, name, github } = world;
    github.protectBranch(owner, name, {
      branch: 'main',
      requiredReviews: {
        count: 1,
        dismissStale: false,
        codeOwners: false,
        lastPush: false,
      },
      enforceAdmins: true,
    });

    await expect(desiredState.propose(change())).rejects.toThrow(
      /Could not commit to branch "main".*(protected|review|pull request)/i,
    );

    await world
      .as('platform-engineer')
      .rest.repos.update({ owner, repo: name, archived: true });
    await expect(
      desiredState.propose(change({ operationId: 'operation-2' })),
    ).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining('is archived'),
    });
  });

  it('says that the branch was protected meanwhile, and the way that is left', async () => {
    const { desiredState, change, owner, name, github } = world;
    github.protectBranch(owner, name, {
      branch: 'main',
      requiredReviews: {
        count: 1,
        dismissStale: false,
        codeOwners: false,
        lastPush: false,
      },
      enforceAdmins: true,
    });
    await expect(desiredState.propose(change())).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining(
        "Set protection.mode of the environment to 'pull-request'",
      ),
    });
    await expect(
      desiredState.propose(change({ mode: 'pull-request' })),
    ).resolves.toMatchObject({ kind: 'pull-request' });
  });

  it('follows a repository that was renamed, also in the middle of an operation', async () => {
    const { desiredState, change, target, owner, name, github } = world;
    const ref = await desiredState.propose(change());
    await world
      .as('platform-engineer')
      .rest.repos.update({ owner, repo: name, name: `${name}-renamed` });

    // This process knows the old name for a while; another one has never seen the new one.
    const restarted = new ManifestDesiredState({
      access: world.createAccess(),
    });
    await expect(restarted.read(target)).resolves.toMatchObject({
      image: images[1],
    });
    await expect(restarted.status(target, ref)).resolves.toMatchObject({
      state: 'landed',
    });
    await expect(restarted.find(target, 'operation-1')).resolves.toMatchObject({
      kind: 'commit',
      commit: ref.kind === 'commit' ? ref.commit : '',
    });
    await restarted.propose(
      change({
        operationId: 'operation-2',
        image: images[2],
        expectedImage: images[1],
      }),
    );
    await expect(
      github.readFile(owner, `${name}-renamed`, 'main', world.file),
    ).resolves.toBe(manifest(images[2]));
  });
});

describe('C5: a pull request ends otherwise than it was meant', () => {
  const pullOf = (ref: ChangeRef) => ({
    owner: world.owner,
    repo: world.name,
    pull_number: ref.kind === 'pull-request' ? ref.number : 0,
  });

  it('is rejected by whoever closes it without a merge', async () => {
    const { desiredState, change, target } = world;
    const ref = await desiredState.propose(change({ mode: 'pull-request' }));
    await world
      .as('team-lead')
      .rest.pulls.update({ ...pullOf(ref), state: 'closed' });

    await expect(desiredState.status(target, ref)).resolves.toMatchObject({
      state: 'closed',
      closedBy: 'team-lead',
      closedReason: expect.stringContaining('without merging it'),
    });
    // Asked again, it stays closed: nobody opens another one behind their back.
    await expect(
      desiredState.propose(change({ mode: 'pull-request' })),
    ).resolves.toMatchObject({ number: pullOf(ref).pull_number });
    await expect(world.read()).resolves.toBe(manifest(images[0]));
  });

  it('counts when somebody merges it late, after a restart', async () => {
    const { desiredState, change, target } = world;
    const ref = await desiredState.propose(change({ mode: 'pull-request' }));
    const lead = world.as('team-lead');
    await lead.rest.pulls.merge({ ...pullOf(ref), merge_method: 'merge' });

    const restarted = new ManifestDesiredState({
      access: world.createAccess(),
    });
    await expect(restarted.status(target, ref)).resolves.toMatchObject({
      state: 'landed',
      mergedBy: 'team-lead',
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    await expect(
      restarted.abandon(target, ref, { reason: 'Too late' }),
    ).resolves.toMatchObject({ state: 'landed' });
    await expect(restarted.read(target)).resolves.toMatchObject({
      image: images[1],
    });
  });

  it('landed and was taken back in git: what is written differs from what was asked for', async () => {
    const { desiredState, change, target } = world;
    const ref = await desiredState.propose(change({ mode: 'pull-request' }));
    await world
      .as('team-lead')
      .rest.pulls.merge({ ...pullOf(ref), merge_method: 'squash' });
    await world.writeByHand(images[0]);

    await expect(desiredState.status(target, ref)).resolves.toMatchObject({
      state: 'landed',
    });
    await expect(desiredState.read(target)).resolves.toMatchObject({
      image: images[0],
      changedBy: expect.objectContaining({ author: 'developer' }),
    });
  });
});

describe('requests to GitHub', () => {
  /** Counts requests without changing any. */
  function count() {
    return sandbox.faults.add({
      service: 'github',
      path: /^\/api\//,
      action: { kind: 'delay', milliseconds: 0 },
    });
  }

  it('takes at most six for a direct promotion, from nothing known to what is written', async () => {
    const { change, target } = world;
    const desiredState = new ManifestDesiredState({
      access: world.createAccess(),
    });
    const requests = count();
    await desiredState.propose(change());
    expect(requests.hits).toBeLessThanOrEqual(6);

    const before = requests.hits;
    await expect(desiredState.read(target)).resolves.toMatchObject({
      image: images[1],
      changedBy: { author: 'openportal[bot]' },
    });
    // The branch, its history, the folder, and the one file that changed.
    expect(requests.hits - before).toBeLessThanOrEqual(4);
  });

  it('asks one question, with an answer of no length, while nothing changes', async () => {
    const { desiredState, target } = world;
    await desiredState.read(target);
    const statuses: number[] = [];
    const original = globalThis.fetch;
    const spy = jest
      .spyOn(globalThis, 'fetch')
      .mockImplementation(async (...call) => {
        const response = await original(...call);
        statuses.push(response.status);
        return response;
      });
    await desiredState.read(target);
    await desiredState.read({ ...target, environment: 'staging' });
    spy.mockRestore();
    expect(statuses).toEqual([304, 304]);
  });
});
