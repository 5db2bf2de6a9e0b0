import { mockServices } from '@backstage/backend-test-utils';
import { Sandbox, startSandbox } from '@openportal/sandbox';
import { Operation, OperationState } from '@openportal/plugin-deploy-common';
import { GithubArtifactSource } from './artifacts/GithubArtifactSource';
import { GithubSourceHistory } from './history/GithubSourceHistory';
import { GithubDeploymentNotifier } from './notifier/GithubDeploymentNotifier';
import { GithubDeploymentsObserver } from './observer/GithubDeploymentsObserver';
import { GithubActionsPipelines } from './pipelines/GithubActionsPipelines';
import { createBranchWorld } from './__testUtils__/branchWorld';
import { World, createWorld, images, repository } from './__testUtils__/world';

jest.setTimeout(60_000);

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

describe('GithubSourceHistory', () => {
  function create() {
    const { owner, name } = world;
    return {
      history: new GithubSourceHistory({ access: world.createAccess() }),
      place: { owner, name },
    };
  }

  it('C16: tells commits with their pull requests and files, newest first, forward and backward', async () => {
    const { history, place } = create();
    const base =
      (await world.github.resolve(place.owner, place.name, 'main')) ?? '';
    await world.commit({
      message: 'Add a feature (#12)',
      files: { 'src/new.txt': 'one\ntwo\n', 'README.md': undefined },
    });
    const head = await world.commit({
      message: 'Merge pull request #13 from sandbox/other\n\nMore',
      files: { 'logo.png': '\u0000\u0001binary' },
    });

    const forward = await history.compare(place, { base, head });
    expect(forward).toMatchObject({
      direction: 'forward',
      totalCommits: 2,
      totalFiles: 3,
      url: expect.stringContaining('/compare/'),
    });
    expect(forward.commits).toEqual([
      expect.objectContaining({
        sha: head,
        title: 'Merge pull request #13 from sandbox/other',
        pullRequest: { number: 13, url: expect.stringMatching(/\/pull\/13$/) },
      }),
      expect.objectContaining({
        title: 'Add a feature (#12)',
        author: 'developer',
        pullRequest: { number: 12, url: expect.stringMatching(/\/pull\/12$/) },
      }),
    ]);
    expect(forward.files).toEqual([
      { path: 'README.md', status: 'removed', additions: 0, deletions: 1 },
      { path: 'logo.png', status: 'added' },
      { path: 'src/new.txt', status: 'added', additions: 2, deletions: 0 },
    ]);

    const backward = await history.compare(place, { base: head, head: base });
    expect(backward.direction).toBe('backward');
    expect(backward.commits.map(({ sha }) => sha)).toEqual(
      forward.commits.map(({ sha }) => sha),
    );
    expect(backward.files[0]).toEqual({
      path: 'README.md',
      status: 'added',
      additions: 1,
      deletions: 0,
    });
    await expect(
      history.compare(place, { base, head: base }),
    ).resolves.toMatchObject({ direction: 'same', commits: [] });
    const aside = await world.commit({
      branch: 'aside',
      files: { 'aside.txt': '1' },
    });
    await world.commit({ files: { 'ahead.txt': '1' } });
    await expect(
      history.compare(place, { base: 'main', head: aside }),
    ).resolves.toMatchObject({ direction: 'diverged', totalCommits: 1 });
  });

  it('C16: says what is missing, and what has nothing in common', async () => {
    const { history, place } = create();
    const { octokit } = { octokit: world.as('developer') };
    const { data: tree } = await octokit.rest.git.createTree({
      owner: place.owner,
      repo: place.name,
      tree: [{ path: 'a', mode: '100644', type: 'blob', content: 'a' }],
    });
    const { data: orphan } = await octokit.rest.git.createCommit({
      owner: place.owner,
      repo: place.name,
      message: 'Nothing before',
      tree: tree.sha,
    });
    const compare = (head: string) =>
      history.compare(place, { base: 'main', head });

    await expect(compare(orphan.sha)).rejects.toMatchObject({
      name: 'NotFoundError',
      message: expect.stringContaining('have no common history'),
    });
    await expect(compare('deleted-branch')).rejects.toMatchObject({
      name: 'NotFoundError',
      message: expect.stringContaining(
        "'deleted-branch'; it may have been deleted",
      ),
    });
    await expect(compare('0'.repeat(40))).rejects.toThrow('has no commit');
    await expect(compare('main...other')).rejects.toMatchObject({
      name: 'InputError',
    });
    expect(history.supports({ host: 'elsewhere', owner: 'a', name: 'b' })).toBe(
      false,
    );
  });

  it('C16: stays bounded with many commits, and takes the newest', async () => {
    const { history, place } = create();
    const base =
      (await world.github.resolve(place.owner, place.name, 'main')) ?? '';
    const path = world.github.repositoryPath(place.owner, place.name);
    // One pack of many commits, as a long history arrives.
    const stream = Array.from(
      { length: 320 },
      (_, index) =>
        `commit refs/heads/main\ncommitter D <d@example.com> ${
          1_700_000_000 + index
        } +0000\ndata ${`Work ${index}`.length}\nWork ${index}\n${
          index === 0 ? `from ${base}\n` : ''
        }M 644 inline many.txt\ndata ${String(index).length}\n${index}\n`,
    ).join('\n');
    const { spawnSync } = await import('node:child_process');
    const { status } = spawnSync(
      'git',
      ['--git-dir', path, 'fast-import', '--quiet'],
      {
        input: stream,
      },
    );
    expect(status).toBe(0);

    const { commits, totalCommits } = await history.compare(place, {
      base,
      head: 'main',
    });
    expect(totalCommits).toBe(320);
    expect(commits).toHaveLength(250);
    expect(commits[0].title).toBe('Work 319');
    expect(commits[249].title).toBe('Work 70');
  });
});

describe('GithubActionsPipelines', () => {
  it('tells the newest build of a branch, and the step that it failed at', async () => {
    const { owner, name, github } = world;
    const pipelines = new GithubActionsPipelines({
      access: world.createAccess(),
    });
    const place = { owner, name };
    await expect(pipelines.latest(place, {})).resolves.toBeUndefined();

    const sha = (await github.resolve(owner, name, 'main')) ?? '';
    const run = await github.createActionsRun(owner, name, {
      workflowPath: '.github/workflows/build.yml',
      workflowName: 'Build',
      event: 'push',
      headBranch: 'main',
      headSha: sha,
      actor: 'developer',
    });
    await github.createActionsRun(owner, name, {
      workflowPath: '.github/workflows/night.yml',
      event: 'schedule',
      headBranch: 'main',
      headSha: sha,
      actor: 'developer',
    });
    await expect(pipelines.latest(place, {})).resolves.toMatchObject({
      name: 'Build',
      state: 'waiting',
      commit: sha,
    });
    await github.updateActionsRun(owner, name, run.id, {
      status: 'completed',
      conclusion: 'failure',
      failedStep: 'Run the tests',
    });
    await expect(
      pipelines.latest(place, { branch: 'main' }),
    ).resolves.toMatchObject({
      state: 'failed',
      failedStep: 'build: Run the tests',
      finishedAt: expect.any(String),
      url: expect.stringContaining('/actions/runs/'),
    });
    await expect(
      pipelines.latest(place, { branch: 'other' }),
    ).resolves.toBeUndefined();
  });
});

describe('GithubArtifactSource', () => {
  it('lists what releases and runs name by digest, and leaves presence to the registry', async () => {
    const { owner, name, github } = world;
    const access = world.createAccess();
    const definitions = [
      { image: 'localhost:7120/sandbox/*', repository: { owner, name: '*' } },
    ];
    const imageRepository = `localhost:7120/sandbox/${name}`;
    const digest = `sha256:${'e'.repeat(64)}`;
    const developer = world.as('developer');
    const release = (tag_name: string, body: string, draft = false) =>
      developer.rest.repos.createRelease({
        owner,
        repo: name,
        tag_name,
        body,
        draft,
      });
    await release('v1', `Notes\n\nImage: \`${imageRepository}:v1@${digest}\`.`);
    await release('v2', 'Without an image');
    await release('v3', `${imageRepository}:v3@${digest}`, true);
    await release('v4', `localhost:7120/other/image:v4@${digest}`);

    const releases = GithubArtifactSource.releases({ access, definitions });
    expect(releases.supports(imageRepository)).toBe(true);
    expect(releases.supports('localhost:7120/sandbox/a/b')).toBe(false);
    await expect(releases.list(imageRepository)).resolves.toEqual([
      expect.objectContaining({
        image: `${imageRepository}:v1@${digest}`,
        version: 'v1',
        digest,
        tags: ['v1'],
      }),
    ]);
    await expect(releases.get(`${imageRepository}:v1`)).resolves.toMatchObject({
      digest,
    });
    await expect(
      releases.get(`${imageRepository}@sha256:${'f'.repeat(64)}`),
    ).resolves.toBeUndefined();
    await expect(
      releases.exists(`${imageRepository}:v1`),
    ).resolves.toMatchObject({ state: 'unknown' });

    const sha = (await github.resolve(owner, name, 'main')) ?? '';
    for (const artifact of [`image-sha256-${'e'.repeat(64)}`, 'coverage']) {
      github.addActionsArtifact(owner, name, {
        name: artifact,
        runId: 7,
        branch: 'main',
        sha,
      });
    }
    const runs = GithubArtifactSource.runArtifacts({ access, definitions });
    await expect(runs.list(imageRepository)).resolves.toEqual([
      expect.objectContaining({
        digest,
        sourceCommit: sha,
        sourceBranch: 'main',
        tags: [`sha-${sha}`],
        buildUrl: expect.stringContaining('/actions/runs/7'),
      }),
    ]);
  });
});

describe('GithubDeploymentNotifier', () => {
  it('shows an operation as one deployment, does not go back, and is no witness for the observer', async () => {
    const branches = await createBranchWorld(sandbox);
    const { owner, name, target } = branches;
    const access = branches.createAccess();
    const notifier = new GithubDeploymentNotifier({
      access,
      logger: mockServices.logger.mock(),
      baseUrl: 'https://portal.example.com',
    });
    const operation: Operation = {
      id: 'operation-9',
      kind: 'promote',
      entityRef: target.entityRef,
      environment: 'qa',
      to: { version: 'sha-1', image: branches.images[1] },
      requestedBy: 'user:default/developer',
      channel: 'ui',
      state: 'requested',
      correlationId: 'c',
      requestedAt: '2026-01-01T00:00:00Z',
      updatedAt: '2026-01-01T00:00:00Z',
    };
    const tell = (state: OperationState, overrides: Partial<Operation> = {}) =>
      notifier.notify({
        id: 'event',
        operation: {
          ...operation,
          state,
          stateReason: `Is ${state}`,
          ...overrides,
        },
        sourceRepository: target.repository,
        recipients: [],
        title: 'Title',
        link: '/deploy/operations/operation-9',
        final: false,
      });
    // In order, again, and late.
    for (const state of [
      'requested',
      'committed',
      'committed',
      'succeeded',
      'progressing',
    ] as const) {
      await tell(state);
    }
    await tell('rejected', { id: 'operation-10' });
    await tell('succeeded', {
      id: 'operation-11',
      to: { version: 'v1', image: images[0].replace(/sha-a+/, 'v1') },
    });

    const developer = branches.as('developer');
    const { data } = await developer.rest.repos.listDeployments({
      owner,
      repo: name,
    });
    expect(data).toEqual([
      expect.objectContaining({
        sha: branches.commits[1],
        environment: 'qa',
        task: 'deploy:openportal:operation-9',
      }),
    ]);
    const { data: statuses } =
      await developer.rest.repos.listDeploymentStatuses({
        owner,
        repo: name,
        deployment_id: data[0].id,
      });
    expect(statuses.map(({ state }) => state)).toEqual([
      'success',
      'in_progress',
      'queued',
    ]);
    expect(statuses[0].log_url).toBe(
      'https://portal.example.com/deploy/operations/operation-9',
    );
    await expect(
      new GithubDeploymentsObserver({ access }).observe(target),
    ).resolves.toMatchObject({ health: 'missing', images: [] });
  });

  it('says nothing of entities without a repository', async () => {
    const notifier = new GithubDeploymentNotifier({
      access: world.createAccess(),
      logger: mockServices.logger.mock(),
      baseUrl: undefined,
    });
    const fault = sandbox.faults.add({
      service: 'github',
      path: '/api/*',
      action: { kind: 'reset' },
    });
    await notifier.notify({
      id: 'event',
      operation: {
        id: 'operation-1',
        kind: 'promote',
        entityRef: 'component:default/unknown',
        environment: 'qa',
        to: { version: 'v1', image: `${repository}:v1` },
        requestedBy: 'user:default/developer',
        channel: 'ui',
        state: 'succeeded',
        correlationId: 'c',
        requestedAt: '2026-01-01T00:00:00Z',
        updatedAt: '2026-01-01T00:00:00Z',
      },
      recipients: [],
      title: 'Title',
      final: true,
    });
    expect(fault.hits).toBe(0);
  });
});
