import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { toError } from '@backstage/errors';
import { Sandbox, startSandbox } from '@openportal/sandbox';
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
});
