import { Sandbox, startSandbox } from '@openportal/sandbox';
import { ChangeRef } from '@openportal/plugin-deploy-node';
import { World, createWorld, images, manifest } from './__testUtils__/world';

jest.setTimeout(60_000);

let sandbox: Sandbox;
let world: World;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'minimal' });
});
beforeEach(async () => {
  world = await createWorld(sandbox);
});
afterAll(() => sandbox.close());

function pullOf(ref: ChangeRef) {
  if (ref.kind !== 'pull-request') {
    throw new Error(`Expected a pull request instead of a ${ref.kind}`);
  }
  return { owner: world.owner, repo: world.name, pull_number: ref.number };
}

describe('ManifestDesiredState', () => {
  it('writes only the image, and says what, why and for which operation', async () => {
    const { desiredState, change, target } = world;

    const ref = await desiredState.propose(change());

    await expect(world.read()).resolves.toBe(manifest(images[1]));
    const [{ commit, author }] = (
      await world.as('developer').rest.repos.listCommits({
        owner: world.owner,
        repo: world.name,
      })
    ).data;
    expect(commit.message).toBe(
      'Promote orders sha-bbbbbbb to qa [skip ci]\n\nAsked for by a developer.\n\nOpenPortal-Operation: operation-1',
    );
    expect(author?.login).toBe('openportal[bot]');
    await expect(desiredState.read(target)).resolves.toEqual({
      image: images[1],
      template: expect.stringMatching(/^[0-9a-f]{64}$/),
      revision: expect.stringMatching(/^[0-9a-f]{40}$/),
      changedBy: {
        commit: ref.kind === 'commit' ? ref.commit : '',
        author: 'openportal[bot]',
        at: expect.any(String),
      },
      url: expect.stringContaining(
        `${sandbox.endpoints.github.url}/${world.owner}/${world.name}/blob/`,
      ),
      origin: expect.stringContaining('environments/qa'),
    });
  });

  it('tells reviews by the head that they are about, and who may approve', async () => {
    const { desiredState, change, target, owner, name } = world;
    const ref = await desiredState.propose(
      change({ mode: 'pull-request', labels: ['rollback'] }),
    );
    const pull = pullOf(ref);
    const { data: opened } = await world.as('developer').rest.pulls.get(pull);
    expect(opened.labels.map(label => label.name)).toEqual(['rollback']);
    expect(opened.title).toBe('Promote orders sha-bbbbbbb to qa');

    world.github.grantTeam(owner, name, 'team-beta', 'read');
    for (const login of ['team-lead', 'other-developer']) {
      await world
        .as(login)
        .rest.pulls.createReview({ ...pull, event: 'APPROVE' });
    }
    await world.commit({
      branch: opened.head.ref,
      files: { 'README.md': 'pushed after the review\n' },
    });

    const status = await desiredState.status(target, ref);

    expect(status.reviews).toEqual([
      expect.objectContaining({
        author: 'team-lead',
        state: 'approved',
        headSha: opened.head.sha,
        mayApprove: true,
      }),
      expect.objectContaining({
        author: 'other-developer',
        mayApprove: false,
      }),
    ]);
    expect(status.headSha).not.toBe(opened.head.sha);
  });

  it('tells an objection of somebody who may approve, and a pull request that was turned elsewhere', async () => {
    const { desiredState, change, target, owner, name, github } = world;
    github.grantTeam(owner, name, 'team-beta', 'read');
    const ref = await desiredState.propose(change({ mode: 'pull-request' }));
    const pull = pullOf(ref);
    for (const login of ['team-lead', 'other-developer']) {
      await world.as(login).rest.pulls.createReview({
        ...pull,
        event: 'REQUEST_CHANGES',
        body: 'Not on a Friday',
      });
    }
    const status = await desiredState.status(target, ref);
    expect(status.reviews).toEqual([
      expect.objectContaining({
        author: 'team-lead',
        state: 'changes-requested',
        mayApprove: true,
      }),
      expect.objectContaining({ author: 'other-developer', mayApprove: false }),
    ]);

    await world.commit({ branch: 'release', files: { 'README.md': '# r\n' } });
    await world.as('team-lead').rest.pulls.update({ ...pull, base: 'release' });
    await expect(desiredState.status(target, ref)).resolves.toMatchObject({
      state: 'open',
      blockedBy: expect.stringContaining("turned towards 'release'"),
    });
  });

  it('merges at the reviewed head, and never around the branch protection', async () => {
    const { desiredState, change, target, owner, name, github } = world;
    github.protectBranch(owner, name, {
      branch: 'main',
      requiredReviews: {
        count: 1,
        dismissStale: true,
        codeOwners: false,
        lastPush: false,
      },
      enforceAdmins: true,
    });
    const ref = await desiredState.propose(change({ mode: 'pull-request' }));
    const open = await desiredState.status(target, ref);
    expect(open).toMatchObject({
      state: 'open',
      blockedBy: "The protection of 'main' still waits for a review or a check",
    });
    const headSha = open.headSha ?? '';

    await expect(
      desiredState.merge(target, ref, { headSha }),
    ).resolves.toMatchObject({
      state: 'open',
      blockedBy: expect.stringContaining('cannot be merged yet'),
    });
    await world
      .as('team-lead')
      .rest.pulls.createReview({ ...pullOf(ref), event: 'APPROVE' });
    const landed = await desiredState.merge(target, ref, { headSha });
    expect(landed).toMatchObject({
      state: 'landed',
      mergedBy: 'openportal[bot]',
      commit: await github.resolve(owner, name, 'main'),
    });
    await expect(world.read()).resolves.toBe(manifest(images[1]));
    const { data } = await world.as('developer').rest.repos.getCommit({
      owner,
      repo: name,
      ref: 'main',
    });
    expect(data.commit.message).toContain('[skip ci]');
  });

  it('closes and removes its own branch only', async () => {
    const { desiredState, change, target, owner, name, github } = world;
    const ref = await desiredState.propose(change({ mode: 'pull-request' }));
    const branch = 'openportal/qa/operation-1';
    await expect(github.resolve(owner, name, branch)).resolves.toBeDefined();

    const status = await desiredState.abandon(target, ref, {
      reason: 'Cancelled by a developer',
    });

    expect(status).toMatchObject({
      state: 'closed',
      closedBy: 'openportal[bot]',
      closedReason: expect.stringContaining('without merging it'),
    });
    await expect(github.resolve(owner, name, branch)).resolves.toBeUndefined();
    // A second attempt does not open another one: the decision stands.
    await expect(
      desiredState.propose(change({ mode: 'pull-request' })),
    ).resolves.toMatchObject({ number: pullOf(ref).pull_number });
    expect(github.pulls.list(owner, name)).toHaveLength(1);
  });

  it('tells which commit brought which image', async () => {
    const { desiredState, target, commit, file } = world;
    await world.writeByHand(images[1]);
    await commit({
      message: 'Reword a comment',
      files: { [file]: manifest(images[1]).replace('by hand', 'by people') },
    });
    await commit({
      message: 'Break the file',
      files: { [file]: 'a: [b\nc: d' },
    });
    await world.writeByHand(images[2]);

    const history = await desiredState.history(target);

    expect(history.map(({ image }) => image)).toEqual([
      images[2],
      images[1],
      images[0],
    ]);
    expect(history[1]).toMatchObject({
      author: 'developer',
      url: expect.stringContaining('/commit/'),
    });
    await expect(
      desiredState.history(target, { limit: 1 }),
    ).resolves.toHaveLength(1);
  });

  it('refuses clearly what it cannot find', async () => {
    const { desiredState, target, commit } = world;
    const read = (overrides: Partial<typeof target>) =>
      desiredState.read({ ...target, ...overrides });

    await expect(read({ container: 'web' })).rejects.toThrow(
      "No manifest in 'environments/qa' has the image 'localhost:7120/sandbox/idp-orders' or the container 'web'",
    );
    await expect(read({ manifestPath: '../secrets' })).rejects.toThrow(
      "The manifest path '../secrets' must be a folder or file inside",
    );
    await expect(read({ repository: undefined })).rejects.toThrow(
      'set the annotation github.com/project-slug',
    );
    await expect(read({ branch: 'nowhere' })).rejects.toThrow(
      'has no branch "nowhere"',
    );
    await expect(
      read({ repository: { owner: 'sandbox', name: 'nothing' } }),
    ).rejects.toMatchObject({ name: 'NotFoundError' });
    await expect(
      read({ repository: { host: 'evil.example', owner: 'a', name: 'b' } }),
    ).rejects.toThrow('"evil.example" is not configured');

    await commit({
      files: { 'environments/qa/second.yml': manifest(images[0]) },
    });
    await expect(read({})).rejects.toThrow(
      "Several files of 'environments/qa' name the image: 'environments/qa/deployment.yaml', 'environments/qa/second.yml'",
    );
    await expect(
      read({ manifestPath: 'environments/qa/second.yml' }),
    ).resolves.toMatchObject({ image: images[0] });
  });
});
