import {
  seedSmallWorld,
  startTestGitHub,
  type TestGitHub,
} from './__testUtils__/startTestGitHub';

const at = { owner: 'sandbox', repo: 'service' };

describe('repositories, contents and git data', () => {
  let test: TestGitHub;

  beforeAll(async () => {
    test = await startTestGitHub();
    await seedSmallWorld(test.github);
  });
  afterAll(() => test.close());
  afterEach(() => test.assertClean());

  it('answers who somebody is, and which scopes the token has', async () => {
    const client = test.as('developer');
    const { data, headers } = await client.users.getAuthenticated();
    expect(data).toMatchObject({
      login: 'developer',
      email: 'developer@example.com',
    });
    expect(headers['x-oauth-scopes']).toContain('repo');
    expect(headers['x-ratelimit-limit']).toBe('5000');
    const emails = await client.users.listEmailsForAuthenticatedUser();
    expect(emails.data[0].email).toBe('developer@example.com');
    const orgs = await client.orgs.listForAuthenticatedUser();
    expect(orgs.data.map(it => it.login)).toEqual(['sandbox']);
    await client.users.getByUsername({ username: 'approver' });
    await client.meta.get();
    await client.rateLimit.get();
    await client.orgs.get({ org: 'sandbox' });
    const members = await client.orgs.listMembers({ org: 'sandbox' });
    expect(members.data.map(it => it.login)).toContain('reader');
    await client.orgs.getMembershipForUser({
      org: 'sandbox',
      username: 'reader',
    });
  });

  it('refuses unknown tokens and hides private repositories', async () => {
    await expect(test.octokit('ghp_wrong').repos.get(at)).rejects.toMatchObject(
      { status: 401 },
    );
    await expect(test.octokit(undefined).repos.get(at)).rejects.toMatchObject({
      status: 404,
    });
    const { data } = await test.as('reader').repos.get(at);
    expect(data.permissions).toMatchObject({ pull: true, push: false });
    await expect(
      test.as('reader').repos.createOrUpdateFileContents({
        ...at,
        path: 'x',
        message: 'x',
        content: '',
      }),
    ).rejects.toMatchObject({ status: 403 });
  });

  it('creates, lists, changes and deletes repositories', async () => {
    const bot = test.as('openportal[bot]');
    const { data } = await bot.repos.createInOrg({
      org: 'sandbox',
      name: 'idp-new',
      private: true,
      auto_init: true,
      allow_auto_merge: true,
    });
    expect(data).toMatchObject({
      html_url: `${test.github.url}/sandbox/idp-new`,
      clone_url: `${test.github.url}/sandbox/idp-new.git`,
      default_branch: 'main',
      visibility: 'private',
      allow_auto_merge: true,
    });
    await expect(
      bot.repos.createInOrg({ org: 'sandbox', name: 'IDP-new' }),
    ).rejects.toMatchObject({
      status: 422,
      response: {
        data: { errors: [{ message: 'name already exists on this account' }] },
      },
    });
    const new_ = { owner: 'sandbox', repo: 'idp-new' };
    await bot.repos.replaceAllTopics({ ...new_, names: ['openportal'] });
    const topics = await bot.repos.getAllTopics(new_);
    expect(topics.data.names).toEqual(['openportal']);
    await bot.teams.addOrUpdateRepoPermissionsInOrg({
      ...new_,
      org: 'sandbox',
      team_slug: 'team-alpha',
      permission: 'admin',
    });
    const teams = await bot.repos.listTeams(new_);
    expect(teams.data).toMatchObject([
      { slug: 'team-alpha', permission: 'admin' },
    ]);
    const level = await bot.repos.getCollaboratorPermissionLevel({
      ...new_,
      username: 'developer',
    });
    expect(level.data.permission).toBe('admin');
    const renamed = await test.as('developer').repos.update({
      ...new_,
      name: 'idp-renamed',
      description: 'Better',
    });
    expect(renamed.data).toMatchObject({
      name: 'idp-renamed',
      description: 'Better',
    });
    const page = await bot.repos.listForOrg({
      org: 'sandbox',
      per_page: 1,
      page: 1,
    });
    expect(page.headers.link).toContain('rel="next"');
    const all = await bot.paginate(bot.repos.listForOrg, {
      org: 'sandbox',
      per_page: 1,
    });
    expect(all.map(it => it.name)).toEqual(['idp-renamed', 'service']);
    await bot.repos.delete({ owner: 'sandbox', repo: 'idp-renamed' });
    await expect(
      bot.repos.get({ owner: 'sandbox', repo: 'idp-renamed' }),
    ).rejects.toMatchObject({ status: 404 });
    const own = await test
      .as('developer')
      .repos.createForAuthenticatedUser({ name: 'scratch' });
    expect(own.data.full_name).toBe('developer/scratch');
    await test
      .as('developer')
      .repos.delete({ owner: 'developer', repo: 'scratch' });
    await bot.teams.list({ org: 'sandbox' });
    await bot.teams.getByName({ org: 'sandbox', team_slug: 'team-alpha' });
    await bot.teams.listMembersInOrg({
      org: 'sandbox',
      team_slug: 'team-alpha',
    });
  });

  it('reads and writes files, and notices when they have changed', async () => {
    const client = test.as('developer');
    const folder = await client.repos.getContent({ ...at, path: '' });
    expect(folder.data).toMatchObject([
      { name: 'README.md', type: 'file' },
      { name: 'deploy', type: 'dir' },
    ]);
    const file = await client.repos.getContent({ ...at, path: 'README.md' });
    if (Array.isArray(file.data) || file.data.type !== 'file') {
      throw new Error('not a file');
    }
    expect(Buffer.from(file.data.content, 'base64').toString()).toBe(
      '# Service\n',
    );
    const { sha } = file.data;
    const raw = await fetch(
      `${test.github.apiUrl}/repos/sandbox/service/contents/README.md`,
      {
        headers: {
          Authorization: `Bearer ${test.github.tokenOf('developer')}`,
          Accept: 'application/vnd.github.v3.raw',
        },
      },
    );
    expect(await raw.text()).toBe('# Service\n');
    const again = await fetch(raw.url, {
      headers: {
        Authorization: `token ${test.github.tokenOf('developer')}`,
        Accept: 'application/vnd.github.v3.raw',
        'If-None-Match': raw.headers.get('etag') ?? '',
      },
    });
    expect(again.status).toBe(304);

    const change = {
      ...at,
      path: 'README.md',
      message: 'Say more',
      content: Buffer.from('# Better\n').toString('base64'),
    };
    await expect(
      client.repos.createOrUpdateFileContents(change),
    ).rejects.toMatchObject({ status: 422 });
    await expect(
      client.repos.createOrUpdateFileContents({
        ...change,
        sha: '0'.repeat(40),
      }),
    ).rejects.toMatchObject({ status: 409 });
    const written = await client.repos.createOrUpdateFileContents({
      ...change,
      sha,
    });
    expect(written.status).toBe(200);
    expect(written.data.commit.author).toMatchObject({
      email: 'developer@example.com',
    });
    const created = await client.repos.createOrUpdateFileContents({
      ...change,
      path: 'docs/new file.md',
    });
    expect(created.status).toBe(201);
    await client.repos.deleteFile({
      ...at,
      path: 'docs/new file.md',
      message: 'Not needed',
      sha: created.data.content?.sha ?? '',
    });
    await expect(
      client.repos.getContent({ ...at, path: 'docs/new file.md' }),
    ).rejects.toMatchObject({ status: 404 });
    await expect(
      client.repos.createOrUpdateFileContents({
        ...change,
        path: '../escape',
      }),
    ).rejects.toThrow();
  });

  it('lets only one of two parallel writers win', async () => {
    const client = test.as('developer');
    const results = await Promise.allSettled(
      ['one', 'two', 'three'].map(path =>
        client.repos.createOrUpdateFileContents({
          ...at,
          path: `parallel/${path}`,
          message: path,
          content: Buffer.from(path).toString('base64'),
        }),
      ),
    );
    const lost = results.filter(it => it.status === 'rejected');
    for (const { reason } of lost) expect(reason.status).toBe(409);
    const { data } = await client.repos.getContent({ ...at, path: 'parallel' });
    expect(data).toHaveLength(results.length - lost.length);
  });

  it('builds commits from blobs and trees and moves refs only forward', async () => {
    const client = test.as('developer');
    const { data: ref } = await client.git.getRef({ ...at, ref: 'heads/main' });
    const { data: parent } = await client.git.getCommit({
      ...at,
      commit_sha: ref.object.sha,
    });
    const { data: blob } = await client.git.createBlob({
      ...at,
      content: Buffer.from([0, 255]).toString('base64'),
      encoding: 'base64',
    });
    const read = await client.git.getBlob({ ...at, file_sha: blob.sha });
    expect(Buffer.from(read.data.content, 'base64')).toEqual(
      Buffer.from([0, 255]),
    );
    const { data: tree } = await client.git.createTree({
      ...at,
      base_tree: parent.tree.sha,
      tree: [
        { path: 'bin/data', mode: '100755', type: 'blob', sha: blob.sha },
        { path: 'text.txt', mode: '100644', type: 'blob', content: 'hello' },
        { path: 'README.md', mode: '100644', type: 'blob', sha: null },
      ],
    });
    const { data: commit } = await client.git.createCommit({
      ...at,
      message: 'Low level',
      tree: tree.sha,
      parents: [parent.sha],
    });
    await client.git.createRef({
      ...at,
      ref: 'refs/heads/feature/low-level',
      sha: commit.sha,
    });
    await expect(
      client.git.createRef({
        ...at,
        ref: 'refs/heads/feature/low-level',
        sha: commit.sha,
      }),
    ).rejects.toMatchObject({ status: 422 });
    const listed = await client.git.getTree({
      ...at,
      tree_sha: 'feature/low-level',
      recursive: 'true',
    });
    const paths = listed.data.tree.map(it => it.path);
    expect(paths).toEqual(
      expect.arrayContaining(['bin', 'bin/data', 'text.txt']),
    );
    expect(paths).not.toContain('README.md');
    await client.git.updateRef({ ...at, ref: 'heads/main', sha: commit.sha });
    await expect(
      client.git.updateRef({ ...at, ref: 'heads/main', sha: parent.sha }),
    ).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('Update is not a fast forward'),
    });
    const refs = await client.git.listMatchingRefs({ ...at, ref: 'heads/' });
    expect(refs.data.map(it => it.ref)).toEqual([
      'refs/heads/feature/low-level',
      'refs/heads/main',
    ]);
    await client.git.deleteRef({ ...at, ref: 'heads/feature/low-level' });
    await expect(
      client.git.getRef({ ...at, ref: 'heads/feature/low-level' }),
    ).rejects.toMatchObject({ status: 404 });
  });

  it('lists commits and compares them', async () => {
    const client = test.as('developer');
    await test.github.seedCommit({
      owner: 'sandbox',
      name: 'service',
      branch: 'other',
      message: 'Set image\n\nbecause',
      author: 'approver',
      files: { 'deploy/app.yaml': 'image: a:2\n' },
    });
    const all = await client.repos.listCommits({ ...at, sha: 'other' });
    expect(all.data[0]).toMatchObject({
      author: { login: 'approver' },
      commit: { message: 'Set image\n\nbecause' },
    });
    const some = await client.repos.listCommits({
      ...at,
      sha: 'other',
      path: 'deploy/app.yaml',
    });
    expect(some.data).toHaveLength(2);
    const one = await client.repos.getCommit({ ...at, ref: 'other' });
    expect(one.data.files).toMatchObject([
      {
        filename: 'deploy/app.yaml',
        status: 'modified',
        patch: '@@ -1 +1 @@\n-image: a:1\n+image: a:2',
      },
    ]);
    const { data } = await client.repos.compareCommitsWithBasehead({
      ...at,
      basehead: 'main...other',
    });
    expect(data).toMatchObject({ status: 'ahead', ahead_by: 1, behind_by: 0 });
    await expect(
      client.repos.compareCommitsWithBasehead({
        ...at,
        basehead: 'main...nowhere',
      }),
    ).rejects.toMatchObject({ status: 404 });
    const branches = await client.repos.listBranches(at);
    expect(branches.data.map(it => it.name)).toEqual(['main', 'other']);
    const branch = await client.repos.getBranch({ ...at, branch: 'other' });
    expect(branch.data.protected).toBe(false);
  });

  it('keeps statuses and check runs', async () => {
    const client = test.as('developer');
    const sha = (await test.github.resolve('sandbox', 'service', 'main')) ?? '';
    await client.repos.createCommitStatus({
      ...at,
      sha,
      state: 'success',
      context: 'ci',
    });
    const combined = await client.repos.getCombinedStatusForRef({
      ...at,
      ref: 'main',
    });
    expect(combined.data).toMatchObject({
      state: 'success',
      sha,
      repository: {
        archive_url: expect.stringContaining('{archive_format}{/ref}'),
      },
    });
    await client.repos.listCommitStatusesForRef({ ...at, ref: 'main' });
    const run = await client.checks.create({
      ...at,
      name: 'build',
      head_sha: sha,
    });
    await client.checks.update({
      ...at,
      check_run_id: run.data.id,
      conclusion: 'success',
    });
    const runs = await client.checks.listForRef({ ...at, ref: 'main' });
    expect(runs.data.check_runs).toMatchObject([
      { name: 'build', status: 'completed', conclusion: 'success' },
    ]);
  });

  it('hands out archives', async () => {
    const client = test.as('developer');
    const archive = await client.repos.downloadTarballArchive({
      ...at,
      ref: 'main',
    });
    expect(Buffer.from(archive.data as ArrayBuffer).subarray(0, 2)).toEqual(
      Buffer.from([0x1f, 0x8b]),
    );
    const direct = await fetch(
      `${test.github.url}/_codeload/sandbox/service/tar.gz/main`,
    );
    expect(direct.status).toBe(404);
  });

  it('says that an empty repository is empty', async () => {
    const bot = test.as('openportal[bot]');
    await bot.repos.createInOrg({ org: 'sandbox', name: 'empty' });
    const empty = { owner: 'sandbox', repo: 'empty' };
    await expect(
      bot.git.getRef({ ...empty, ref: 'heads/main' }),
    ).rejects.toMatchObject({ status: 409 });
    await expect(bot.repos.listCommits(empty)).rejects.toMatchObject({
      status: 409,
    });
    const first = await bot.repos.createOrUpdateFileContents({
      ...empty,
      path: 'a',
      message: 'First',
      content: '',
    });
    expect(first.status).toBe(201);
  });
});
