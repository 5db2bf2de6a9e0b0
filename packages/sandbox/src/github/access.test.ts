import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gitEnvironment } from './git';
import type { PushEvent } from './Services';
import {
  seedSmallWorld,
  startTestGitHub,
  type TestGitHub,
} from './__testUtils__/startTestGitHub';

const run = promisify(execFile);

describe('git over HTTP', () => {
  let test: TestGitHub;
  let folder: string;

  beforeAll(async () => {
    test = await startTestGitHub();
    await seedSmallWorld(test.github);
    folder = mkdtempSync(join(tmpdir(), 'sandbox-clone-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await test.close();
  });
  afterEach(() => test.assertClean());

  function address(login: string | undefined, suffix = '.git') {
    const url = new URL(`${test.github.url}/sandbox/service${suffix}`);
    if (login) {
      url.username = 'x-access-token';
      url.password = test.github.tokenOf(login);
    }
    return url.toString();
  }
  const git = (cwd: string, ...args: string[]) =>
    run(
      'git',
      ['-c', 'user.name=d', '-c', 'user.email=developer@example.com', ...args],
      {
        cwd,
        env: gitEnvironment(),
      },
    );

  it('clones, pushes, and tells everybody about the push', async () => {
    const pushes: PushEvent[] = [];
    const stop = test.github.onPush(it => pushes.push(it));
    await git(folder, 'clone', '-q', address('developer', ''), 'one');
    const clone = join(folder, 'one');
    writeFileSync(join(clone, 'pushed.txt'), 'x');
    await git(clone, 'add', '.');
    await git(clone, 'commit', '-q', '-m', 'Pushed');
    await git(
      clone,
      'push',
      '-q',
      'origin',
      'HEAD:main',
      'HEAD:refs/heads/topic',
    );
    expect(
      await test.github.readFile('sandbox', 'service', 'main', 'pushed.txt'),
    ).toBe('x');
    stop();
    expect(pushes.map(it => it.ref)).toEqual([
      'refs/heads/main',
      'refs/heads/topic',
    ]);
    expect(pushes[0]).toMatchObject({
      pusher: 'developer',
      commits: [{ message: 'Pushed' }],
    });
  });

  it('refuses strangers and readers', async () => {
    await expect(
      git(folder, 'clone', '-q', address(undefined), 'two'),
    ).rejects.toThrow(/could not read Username|Authentication failed/);
    await git(folder, 'clone', '-q', address('reader'), 'three');
    await expect(
      git(join(folder, 'three'), 'push', '-q', 'origin', 'HEAD:refs/heads/no'),
    ).rejects.toThrow(/403/);
  });

  it('refuses forced pushes and deletions of a protected branch', async () => {
    test.github.protectBranch('sandbox', 'service', { branch: 'main' });
    const clone = join(folder, 'one');
    await git(clone, 'commit', '-q', '--amend', '-m', 'Rewritten');
    await expect(
      git(clone, 'push', '-q', '-f', 'origin', 'HEAD:main'),
    ).rejects.toThrow(/Cannot force-push to this protected branch/);
    await expect(git(clone, 'push', '-q', 'origin', ':main')).rejects.toThrow(
      /Cannot delete this protected branch|deletion of the current branch/,
    );
    await git(clone, 'push', '-q', '-f', 'origin', 'HEAD:topic');
    test.github.protectBranch('sandbox', 'service', {
      branch: 'main',
      requiredReviews: {
        count: 1,
        dismissStale: false,
        codeOwners: false,
        lastPush: false,
      },
    });
    await git(clone, 'reset', '-q', '--hard', 'origin/main');
    writeFileSync(join(clone, 'direct.txt'), 'x');
    await git(clone, 'add', '.');
    await git(clone, 'commit', '-q', '-m', 'Direct');
    await expect(
      git(clone, 'push', '-q', 'origin', 'HEAD:main'),
    ).rejects.toThrow(/Changes must be made through a pull request/);
  });
});

describe('signing in', () => {
  let test: TestGitHub;

  beforeAll(async () => {
    test = await startTestGitHub();
    await seedSmallWorld(test.github);
  });
  afterAll(() => test.close());
  afterEach(() => test.assertClean());

  async function signIn(scope: string) {
    const { url, oauth } = test.github;
    const redirect_uri = 'http://localhost:7007/api/auth/github/handler/frame';
    const query = new URLSearchParams({
      client_id: oauth.clientId,
      redirect_uri,
      scope,
      state: 'abc',
    });
    const page = await fetch(`${url}/login/oauth/authorize?${query}`);
    const html = await page.text();
    expect(html).toContain('This is a sandbox');
    expect(html).toContain('value="developer"');
    expect(html).not.toContain('openportal[bot]');
    query.set('login', 'developer');
    const chosen = await fetch(`${url}/login/oauth/authorize`, {
      method: 'POST',
      body: query,
      redirect: 'manual',
    });
    const target = new URL(chosen.headers.get('location') ?? '');
    expect(target.searchParams.get('state')).toBe('abc');
    const exchange = (client_secret: string) =>
      fetch(`${url}/login/oauth/access_token`, {
        method: 'POST',
        body: new URLSearchParams({
          client_id: oauth.clientId,
          client_secret,
          code: target.searchParams.get('code') ?? '',
          redirect_uri,
        }),
      });
    const wrong = new URLSearchParams(await (await exchange('no')).text());
    expect(wrong.get('error')).toBe('incorrect_client_credentials');
    const granted = new URLSearchParams(
      await (await exchange(oauth.clientSecret)).text(),
    );
    const second = new URLSearchParams(
      await (await exchange(oauth.clientSecret)).text(),
    );
    expect(second.get('error')).toBe('bad_verification_code');
    return granted;
  }

  it('gives a token that may do what was granted, and no more', async () => {
    const narrow = await signIn('read:user');
    expect(narrow.get('scope')).toBe('read:user');
    const client = test.octokit(narrow.get('access_token') ?? '');
    const { data, headers } = await client.users.getAuthenticated();
    expect(data.login).toBe('developer');
    expect(headers['x-oauth-scopes']).toBe('read:user');
    await expect(
      client.repos.get({ owner: 'sandbox', repo: 'service' }),
    ).rejects.toMatchObject({ status: 404 });

    const wide = await signIn('repo,user');
    const { data: repository } = await test
      .octokit(wide.get('access_token') ?? '')
      .repos.get({ owner: 'sandbox', repo: 'service' });
    expect(repository.permissions?.push).toBe(true);
  });

  it('sends nobody to another machine', async () => {
    const query = new URLSearchParams({
      client_id: test.github.oauth.clientId,
      redirect_uri: 'http://attacker.example/',
    });
    const page = await fetch(
      `${test.github.url}/login/oauth/authorize?${query}`,
    );
    expect(page.status).toBe(400);
  });
});
