import {
  RepoCreateHarness,
  startRepoCreateHarness,
} from './__testUtils__/repoCreateHarness';

// Real servers on a busy machine: slower than the default allows.
jest.setTimeout(120_000);

describe('idp:repo:create', () => {
  let harness: RepoCreateHarness;

  beforeAll(async () => {
    harness = await startRepoCreateHarness();
  });
  afterAll(async () => {
    await harness?.close();
  });

  it('creates a repository with everything in it, in one commit', async () => {
    const { sandbox, octokit, run } = harness;
    const webhook = {
      url: 'http://127.0.0.1:9/webhook',
      secret: 'canary-secret',
      events: ['push'],
    };
    const outputs = await run({
      input: {
        name: 'payments',
        description: 'Takes\n payments\u0007',
        topics: ['nodejs'],
        environments: ['qa', 'prod'],
        teamAccess: [{ team: 'sre-team', permission: 'pull' }],
      },
      config: { webhook },
    });
    const place = { owner: 'sandbox', repo: 'idp-payments' };
    const url = `${sandbox.endpoints.github.url}/sandbox/idp-payments`;
    const { data: commits } = await octokit.rest.repos.listCommits(place);
    expect(outputs).toEqual({
      repoUrl: url,
      remoteUrl: `${url}.git`,
      repoContentsUrl: `${url}/blob/main`,
      commitHash: commits[0].sha,
      entityRef: 'component:default/payments',
    });
    expect(commits).toHaveLength(2);
    expect(commits[0].commit.message).toMatch(
      /^Create payments\n\nOpenPortal-Intent: [0-9a-f]{24}\nRequested-by: user:default\/developer\nCo-authored-by: Developer <developer@example.com>$/,
    );

    const { data: tree } = await octokit.rest.git.getTree({
      ...place,
      tree_sha: commits[0].sha,
      recursive: 'true',
    });
    expect(
      tree.tree.filter(({ type }) => type === 'blob').map(({ path }) => path),
    ).toEqual(Object.keys(harness.files));
    for (const [path, content] of Object.entries(harness.files)) {
      expect(
        await sandbox.github.readFile('sandbox', 'idp-payments', 'main', path),
      ).toBe(content);
    }

    const { data: repository } = await octokit.rest.repos.get(place);
    expect(repository).toMatchObject({
      private: true,
      description: 'Takes payments',
      topics: ['openportal', 'nodejs'],
    });
    const { data: protection } = await octokit.rest.repos.getBranchProtection({
      ...place,
      branch: 'main',
    });
    expect(protection).toMatchObject({
      allow_force_pushes: { enabled: false },
      allow_deletions: { enabled: false },
    });
    const { data: teams } = await octokit.rest.repos.listTeams(place);
    expect(teams.map(({ slug }) => slug).sort()).toEqual([
      'sre-team',
      'team-alpha',
    ]);
    const { data: environments } = await octokit.rest.repos.getAllEnvironments(
      place,
    );
    expect(environments.environments?.map(({ name }) => name).sort()).toEqual([
      'prod',
      'qa',
    ]);
    const { data: hooks } = await octokit.rest.repos.listWebhooks(place);
    expect(hooks.map(({ config }) => config.url)).toEqual([webhook.url]);
    expect(JSON.stringify(harness.logger.info.mock.calls)).not.toContain(
      'canary',
    );
  });

  it('does nothing in a dry run but look', async () => {
    const { sandbox, run } = harness;
    const outputs = await run({ input: { name: 'dry-run' }, isDryRun: true });
    expect(outputs).toMatchObject({
      repoUrl: `${sandbox.endpoints.github.url}/sandbox/idp-dry-run`,
      entityRef: 'component:default/dry-run',
    });
    expect(
      sandbox.github.getRepository('sandbox', 'idp-dry-run'),
    ).toBeUndefined();
  });

  it('refuses bad names, unknown owners and bad topics before it writes anything', async () => {
    const { sandbox, run } = harness;
    const before = sandbox.github.listRepositories('sandbox').length;
    await expect(run({ input: { name: 'Bad_Name' } })).rejects.toThrow(
      'Name "Bad_Name" breaks the rule for names',
    );
    await expect(run({ input: { name: 'payments-prod' } })).rejects.toThrow(
      'Name "payments-prod" ends with the environment "prod"',
    );
    await expect(
      run({ input: { name: 'good', owner: 'group:default/nobody' } }),
    ).rejects.toThrow('Owner "group:default/nobody" is not in the catalog');
    await expect(
      run({ input: { name: 'good', owner: 'component:default/x' } }),
    ).rejects.toThrow('is neither group nor user');
    await expect(
      run({ input: { name: 'good', topics: ['Bad Topic'] } }),
    ).rejects.toThrow('Topic "Bad Topic"');
    await expect(
      run({ input: { name: 'good', sourcePath: '../..' } }),
    ).rejects.toThrow('Relative path is not allowed');
    expect(sandbox.github.listRepositories('sandbox')).toHaveLength(before);
  });

  it('names the team that does not exist', async () => {
    await expect(
      harness.run({
        input: {
          name: 'no-team',
          teamAccess: [{ team: 'nobody', permission: 'push' }],
        },
      }),
    ).rejects.toThrow(
      'Could not give team "nobody" access in "sandbox/idp-no-team": GitHub answered 404',
    );
  });
});
