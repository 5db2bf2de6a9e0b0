import { Sandbox, startSandbox } from '@openportal/sandbox';
import { DesiredChange } from '@openportal/plugin-deploy-node';
import { createBranchWorld } from './__testUtils__/branchWorld';

jest.setTimeout(60_000);

let sandbox: Sandbox;
let world: Awaited<ReturnType<typeof createBranchWorld>>;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'minimal' });
});
beforeEach(async () => {
  world = await createBranchWorld(sandbox);
});
afterEach(() => sandbox.faults.clear());
afterAll(() => sandbox.close());

function change(overrides: Partial<DesiredChange> = {}): DesiredChange {
  const { target, images } = world;
  return world.change({
    target,
    image: images[1],
    expectedImage: images[0],
    ...overrides,
  });
}

const digest = `@sha256:${'d'.repeat(64)}`;

describe('BranchDesiredState', () => {
  it('moves the branch to the source commit, and tags it with the image and its digest', async () => {
    const { branchState, target, commits, images } = world;
    const image = `${images[1]}${digest}`;

    const ref = await branchState.propose(change({ image }));

    expect(ref).toMatchObject({ kind: 'commit', commit: commits[1] });
    await expect(world.headOf()).resolves.toBe(commits[1]);
    await expect(branchState.read(target)).resolves.toMatchObject({
      image,
      revision: commits[1],
    });
    const { data: tags } = await world
      .as('developer')
      .rest.git.listMatchingRefs({
        owner: world.owner,
        repo: world.name,
        ref: 'tags/deployments/qa/',
      });
    expect(tags).toHaveLength(2);
    expect(tags[1].ref).toMatch(
      /^refs\/tags\/deployments\/qa\/orders-[0-9a-f]{8}\/\d{17}-operation-1$/,
    );
  });

  it('merges where the branch has changes of its own, and keeps them', async () => {
    const { branchState, commits, target, images } = world;
    await world.commit({
      branch: 'qa',
      files: { 'config/qa.txt': 'only here\n' },
    });

    const ref = await branchState.propose(change({ expectedImage: undefined }));

    const head = (await world.headOf()) ?? '';
    expect(ref).toMatchObject({ kind: 'commit', commit: head });
    await expect(world.readAt('qa', 'config/qa.txt')).resolves.toBe(
      'only here\n',
    );
    await expect(world.readAt('qa', 'src/version.txt')).resolves.toBe('1\n');
    await expect(
      branchState.contains(target, { revision: head, commit: commits[1] }),
    ).resolves.toBe(true);
    await expect(branchState.read(target)).resolves.toMatchObject({
      image: images[1],
    });
    // What it took to merge is gone.
    await expect(
      world.headOf('openportal/qa/merge-operation-1'),
    ).resolves.toBeUndefined();
  });

  it('refuses a conflict, and leaves nothing behind', async () => {
    const { branchState } = world;
    await world.commit({
      branch: 'qa',
      files: { 'src/version.txt': 'changed here\n' },
    });
    const before = await world.headOf();

    await expect(
      branchState.propose(change({ expectedImage: undefined })),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('merge that into the branch by hand'),
    });
    await expect(world.headOf()).resolves.toBe(before);
    await expect(
      world.headOf('openportal/qa/merge-operation-1'),
    ).resolves.toBeUndefined();
  });

  it('goes back by a commit with the earlier files, and forward again by another', async () => {
    const { branchState, target, images, commits } = world;
    await branchState.propose(change());
    await branchState.propose(
      change({
        operationId: 'operation-2',
        kind: 'rollback',
        image: images[0],
        expectedImage: images[1],
      }),
    );

    const back = (await world.headOf()) ?? '';
    await expect(world.readAt('qa', 'src/version.txt')).resolves.toBe('0\n');
    await expect(
      branchState.contains(target, { revision: back, commit: commits[1] }),
    ).resolves.toBe(true);

    await branchState.propose(
      change({ operationId: 'operation-3', expectedImage: images[0] }),
    );
    await expect(world.readAt('qa', 'src/version.txt')).resolves.toBe('1\n');
    await expect(
      branchState.contains(target, {
        revision: (await world.headOf()) ?? '',
        commit: back,
      }),
    ).resolves.toBe(true);
    const history = await branchState.history(target);
    expect(history.map(({ image }) => image)).toEqual([
      images[1],
      images[0],
      images[1],
      images[0],
    ]);
  });

  it('C10: writes the digest down where the branch is at the commit, and nobody said which image', async () => {
    const { branchState, target, images } = world;
    await world.moveByHand(images[1]);
    await expect(branchState.read(target)).resolves.toMatchObject({
      image: images[1],
    });
    const image = `${images[1]}${digest}`;
    await expect(
      branchState.propose(change({ image, expectedImage: images[1] })),
    ).resolves.toMatchObject({ kind: 'commit' });
    await expect(branchState.read(target)).resolves.toMatchObject({ image });
    await expect(world.readAt('qa', 'src/version.txt')).resolves.toBe('1\n');
  });

  it('writes down which image it is where the commit does not say so', async () => {
    const { branchState, target, commits } = world;
    const image = `localhost:7120/sandbox/idp-orders:v2.0.0${digest}`;

    await branchState.propose(change({ image, sourceCommit: commits[2] }));

    await expect(branchState.read(target)).resolves.toMatchObject({ image });
    await expect(world.readAt('qa', 'src/version.txt')).resolves.toBe('2\n');
    await expect(
      branchState.propose(
        change({
          operationId: 'operation-2',
          image: 'localhost:7120/sandbox/idp-orders:v3',
          expectedImage: undefined,
        }),
      ),
    ).rejects.toThrow('Nobody knows which commit');
    await expect(
      branchState.propose(
        change({
          operationId: 'operation-3',
          image: `localhost:7120/sandbox/idp-orders:sha-${'e'.repeat(40)}`,
          expectedImage: undefined,
        }),
      ),
    ).rejects.toThrow("has no commit 'eeee");
  });

  it('merges a pull request by a merge commit only, and tags what landed', async () => {
    const { branchState, target, images, owner, name } = world;
    const ref = await branchState.propose(
      change({ mode: 'pull-request', image: `${images[1]}${digest}` }),
    );
    const headSha = ref.kind === 'pull-request' ? ref.headSha : '';
    await expect(branchState.read(target)).resolves.toMatchObject({
      image: images[0],
    });

    const status = await branchState.merge(target, ref, { headSha });

    expect(status).toMatchObject({ state: 'landed' });
    await expect(branchState.read(target)).resolves.toMatchObject({
      image: `${images[1]}${digest}`,
    });
    const history = await branchState.history(target);
    expect(history[0]).toMatchObject({ image: `${images[1]}${digest}` });

    await world
      .as('platform-engineer')
      .rest.repos.update({ owner, repo: name, allow_merge_commit: false });
    const { BranchDesiredState } = await import('./BranchDesiredState');
    const { mockServices } = await import('@backstage/backend-test-utils');
    const restarted = new BranchDesiredState({
      access: world.createAccess(),
      logger: mockServices.logger.mock(),
    });
    const next = await restarted.propose(
      change({
        operationId: 'operation-2',
        mode: 'pull-request',
        image: images[2],
        expectedImage: images[1],
      }),
    );
    await expect(
      restarted.merge(target, next, {
        headSha: next.kind === 'pull-request' ? next.headSha : '',
      }),
    ).resolves.toMatchObject({
      state: 'open',
      blockedBy: expect.stringContaining('allows no merge commits'),
    });
  });
});

describe('C4: the answer of a write gets lost', () => {
  it.each(['direct', 'pull-request'] as const)(
    'carries it out once all the same (%s)',
    async mode => {
      const { branchState, github, owner, name } = world;
      for (const path of ['/api/graphql', /\/git\/refs$/, /\/pulls$/]) {
        sandbox.faults.add({
          service: 'github',
          method: 'POST',
          path,
          times: 1,
          action: { kind: 'commit-then-drop' },
        });
      }
      // A lost answer that leaves open what happened may be an error; the engine asks again.
      const ref = await branchState
        .propose(change({ mode }))
        .catch(() => branchState.propose(change({ mode })));

      const before = await world.countBranchCommits();
      await expect(
        branchState.propose(change({ mode })),
      ).resolves.toMatchObject({ kind: ref.kind });
      await expect(world.countBranchCommits()).resolves.toBe(before);
      expect(github.pulls.list(owner, name)).toHaveLength(
        mode === 'direct' ? 0 : 1,
      );
    },
  );
});

describe('C11: somebody moves the branch between read and write', () => {
  it('reads again, and gives way where the version changed', async () => {
    const { branchState, images } = world;
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
    const proposed = branchState
      .propose(change({ image: images[3] }))
      .catch((error: unknown) => error);
    while (hold.hits === 0) {
      await world.headOf();
    }
    // The wanted commit is ahead of this one too: only the comparison keeps it.
    await world.moveByHand(images[1]);
    release();

    await expect(proposed).resolves.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining("'qa' was changed meanwhile"),
    });
    await expect(world.headOf()).resolves.toBe(world.commits[1]);
  });
});

describe('C12: the branch is protected', () => {
  it('says so and never forces it', async () => {
    const { branchState, github, owner, name } = world;
    github.protectBranch(owner, name, {
      branch: 'qa',
      requiredReviews: {
        count: 1,
        dismissStale: false,
        codeOwners: false,
        lastPush: false,
      },
      enforceAdmins: true,
    });
    const before = await world.headOf();
    await expect(branchState.propose(change())).rejects.toThrow(
      /through a pull request/,
    );
    await expect(world.headOf()).resolves.toBe(before);
    await expect(
      branchState.find(world.target, 'operation-1'),
    ).resolves.toBeUndefined();
  });
});
