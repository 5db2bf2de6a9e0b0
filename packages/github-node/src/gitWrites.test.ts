import { mockServices } from '@backstage/backend-test-utils';
import { ConflictError, NotFoundError } from '@backstage/errors';
import { ScmIntegrations } from '@backstage/integration';
import { Sandbox, startSandbox } from '@openportal/sandbox';
import {
  commitFiles,
  createOctokit,
  enableAutoMerge,
  ensureBranch,
  ensurePullRequest,
  findPullRequest,
  GithubClient,
  mergePullRequest,
  moveReferences,
  readBranch,
  readPullRequest,
  readRepository,
} from '.';

const owner = 'sandbox';
const repo = 'work';

// Real servers on a busy machine: slower than the default allows.
jest.setTimeout(120_000);

describe('git writes against a real GitHub API', () => {
  let sandbox: Sandbox;
  let octokit: GithubClient;
  let place: { octokit: GithubClient; owner: string; repo: string };

  beforeAll(async () => {
    sandbox = await startSandbox({ seed: 'minimal' });
    const { github } = sandbox.endpoints;
    const { host } = new URL(github.url);
    octokit = createOctokit({
      integrations: ScmIntegrations.fromConfig(
        mockServices.rootConfig({
          data: {
            integrations: {
              github: [
                { host, apiBaseUrl: github.apiUrl, token: github.token },
              ],
            },
          },
        }),
      ),
      host,
      owner,
      logger: mockServices.logger.mock(),
      timeoutMs: 5000,
    });
    place = { octokit, owner, repo };
    await sandbox.github.createRepository({
      owner,
      name: repo,
      actor: 'openportal[bot]',
      autoInit: true,
    });
    await octokit.rest.repos.update({ owner, repo, allow_auto_merge: true });
  });
  afterEach(() => {
    sandbox.faults.clear();
  });
  afterAll(async () => {
    await sandbox?.close();
  });

  async function headOf(branch: string): Promise<string> {
    const head = await readBranch({ ...place, branch });
    if (!head) {
      throw new Error(`No branch ${branch}`);
    }
    return head;
  }

  async function propose(
    branch: string,
  ): Promise<{ number: number; sha: string }> {
    const { headOid } = await ensureBranch({
      ...place,
      branch,
      baseBranch: 'main',
    });
    const { oid } = await commitFiles({
      ...place,
      branch,
      expectedHeadOid: headOid,
      message: `Change ${branch}`,
      additions: [{ path: `${branch}.txt`, content: branch }],
    });
    const { number } = await ensurePullRequest({
      ...place,
      head: branch,
      base: 'main',
      title: `Change ${branch}`,
      body: '',
    });
    return { number, sha: oid };
  }

  it('commits several files at once, on the expected head only', async () => {
    const head = await headOf('main');
    const { oid } = await commitFiles({
      ...place,
      branch: 'main',
      expectedHeadOid: head,
      message: 'Add two files',
      additions: [
        { path: 'a/b.txt', content: 'ü' },
        { path: 'c.bin', content: new Uint8Array([0, 255]) },
      ],
      author: { name: 'Developer', email: 'developer@example.com' },
    });
    expect(await headOf('main')).toBe(oid);
    expect(await sandbox.github.readFile(owner, repo, oid, 'a/b.txt')).toBe(
      'ü',
    );
    const { data: commit } = await octokit.rest.git.getCommit({
      owner,
      repo,
      commit_sha: oid,
    });
    expect(commit.message).toBe(
      'Add two files\n\nCo-authored-by: Developer <developer@example.com>',
    );

    const late = commitFiles({
      ...place,
      branch: 'main',
      expectedHeadOid: head,
      message: 'Too late',
      additions: [{ path: 'a/b.txt', content: 'x' }],
    });
    await expect(late).rejects.toThrow(ConflictError);
    await expect(late).rejects.toThrow(
      `it moved from ${head} to ${oid} meanwhile`,
    );

    const { oid: removal } = await commitFiles({
      ...place,
      branch: 'main',
      expectedHeadOid: oid,
      message: 'Remove',
      deletions: ['c.bin'],
    });
    expect(
      await sandbox.github.readFile(owner, repo, removal, 'c.bin'),
    ).toBeUndefined();
  });

  it('keeps files executable, and is refused by a moved branch then too', async () => {
    const head = await headOf('main');
    const change = {
      ...place,
      branch: 'main',
      expectedHeadOid: head,
      message: 'Add a script',
      additions: [
        { path: 'run.sh', content: '#!/bin/sh\n', executable: true },
        { path: 'plain.txt', content: 'plain' },
      ],
      deletions: ['a/b.txt'],
    };
    sandbox.faults.add({
      service: 'github',
      method: 'PATCH',
      path: /git\/refs\/heads\/main$/,
      times: 1,
      action: { kind: 'commit-then-drop' },
    });
    const { oid } = await commitFiles(change);
    expect(await headOf('main')).toBe(oid);
    const { data: tree } = await octokit.rest.git.getTree({
      owner,
      repo,
      tree_sha: oid,
      recursive: 'true',
    });
    const modes = tree.tree
      .filter(({ type }) => type === 'blob')
      .map(({ path, mode }) => `${path} ${mode}`);
    expect(modes).toEqual(
      expect.arrayContaining(['plain.txt 100644', 'run.sh 100755']),
    );
    expect(modes.join()).not.toContain('a/b.txt');
    await expect(
      commitFiles({ ...change, message: 'Too late', deletions: [] }),
    ).rejects.toThrow(ConflictError);
    expect(await headOf('main')).toBe(oid);
  });

  it('A2: finds the commit whose answer got lost', async () => {
    const head = await headOf('main');
    sandbox.faults.add({
      service: 'github',
      path: '/api/graphql',
      times: 1,
      action: { kind: 'commit-then-drop' },
    });
    const { oid } = await commitFiles({
      ...place,
      branch: 'main',
      expectedHeadOid: head,
      message: 'Written once',
      additions: [{ path: 'once.txt', content: '1' }],
    });
    expect(await headOf('main')).toBe(oid);
    const { data } = await octokit.rest.git.getCommit({
      owner,
      repo,
      commit_sha: oid,
    });
    expect(data.parents.map(({ sha }) => sha)).toEqual([head]);
  });

  it('A1, A2: makes a branch and a pull request once, whatever answers get lost', async () => {
    for (const path of ['git/refs', 'pulls']) {
      sandbox.faults.add({
        service: 'github',
        method: 'POST',
        path: `/api/v3/repos/${owner}/${repo}/${path}`,
        times: 1,
        action: { kind: 'commit-then-drop' },
      });
    }
    const first = await propose('order-1');
    const again = await ensurePullRequest({
      ...place,
      head: 'order-1',
      base: 'main',
      title: 'Again',
      body: '',
    });
    expect(again).toMatchObject({
      number: first.number,
      created: false,
      state: 'open',
      title: 'Change order-1',
    });
    expect(
      await ensureBranch({ ...place, branch: 'order-1', baseBranch: 'main' }),
    ).toEqual({ headOid: first.sha, created: false });
    expect(await sandbox.github.pulls.list(owner, repo)).toHaveLength(1);
    await expect(
      ensureBranch({ ...place, branch: 'x', baseBranch: 'nowhere' }),
    ).rejects.toThrow(NotFoundError);
  });

  it('merges the decided commit only, and takes a merge by hand as its own', async () => {
    const { number, sha } = await propose('merge-1');
    await expect(
      mergePullRequest({ ...place, number, expectedSha: '0'.repeat(40) }),
    ).rejects.toThrow(ConflictError);
    sandbox.faults.add({
      service: 'github',
      method: 'PUT',
      path: /\/merge$/,
      times: 1,
      action: { kind: 'commit-then-drop' },
    });
    const merged = await mergePullRequest({
      ...place,
      number,
      expectedSha: sha,
    });
    expect(
      await mergePullRequest({ ...place, number, expectedSha: sha }),
    ).toEqual(merged);
    expect(await readPullRequest({ ...place, number })).toMatchObject({
      state: 'merged',
      mergeCommitOid: merged.mergeCommitOid,
    });
  });

  it('says that a closed pull request is closed, and opens a new one only when asked', async () => {
    const { number, sha } = await propose('closed-1');
    await octokit.rest.pulls.update({
      owner,
      repo,
      pull_number: number,
      state: 'closed',
    });
    await expect(
      mergePullRequest({ ...place, number, expectedSha: sha }),
    ).rejects.toThrow('was closed without merging');
    expect(
      await findPullRequest({ ...place, head: 'closed-1', base: 'main' }),
    ).toMatchObject({ number, state: 'closed' });
    const next = await ensurePullRequest({
      ...place,
      head: 'closed-1',
      base: 'main',
      title: 'Second try',
      body: '',
    });
    expect(next).toMatchObject({ created: true, state: 'open' });
    expect(next.number).not.toBe(number);
  });

  it('merges at once what is mergeable, and arms auto-merge for what waits for a review', async () => {
    const clean = await propose('auto-1');
    expect(
      await enableAutoMerge({
        ...place,
        number: clean.number,
        expectedSha: clean.sha,
      }),
    ).toMatchObject({ outcome: 'merged', mergeCommitOid: expect.any(String) });

    await octokit.rest.repos.updateBranchProtection({
      owner,
      repo,
      branch: 'main',
      required_status_checks: null,
      enforce_admins: true,
      required_pull_request_reviews: { required_approving_review_count: 1 },
      restrictions: null,
    });
    const waiting = await propose('auto-2');
    const options = {
      ...place,
      number: waiting.number,
      expectedSha: waiting.sha,
    };
    expect(await enableAutoMerge(options)).toEqual({ outcome: 'armed' });
    expect(await enableAutoMerge(options)).toEqual({ outcome: 'armed' });
    await expect(
      mergePullRequest({ ...options, expectedSha: waiting.sha }),
    ).rejects.toThrow('cannot be merged yet');
  });

  it('finds a repository by a name that it had before', async () => {
    await sandbox.github.createRepository({
      owner,
      name: 'earlier',
      actor: 'openportal[bot]',
      autoInit: true,
    });
    await octokit.rest.repos.update({ owner, repo: 'earlier', name: 'later' });

    await expect(
      readRepository({ octokit, owner, repo: 'earlier' }),
    ).resolves.toMatchObject({
      owner,
      repo: 'later',
      defaultBranch: 'main',
      archived: false,
    });
    await expect(
      readRepository({ octokit, owner, repo: 'never' }),
    ).rejects.toBeInstanceOf(NotFoundError);
  });

  it('moves branch and tag together, also when the answer gets lost, and gives way to others', async () => {
    const { nodeId } = await readRepository(place);
    const before = await headOf('main');
    await ensureBranch({ ...place, branch: 'source', baseBranch: 'main' });
    const { oid: after } = await commitFiles({
      ...place,
      branch: 'source',
      expectedHeadOid: before,
      message: 'Work for refs',
      additions: [{ path: 'refs.txt', content: '1' }],
    });
    await ensureBranch({
      ...place,
      branch: 'environment',
      baseBranch: 'main',
      baseOid: before,
    });
    const move = { ref: 'refs/heads/environment', before, after };
    const lost = sandbox.faults.add({
      service: 'github',
      path: '/api/graphql',
      times: 1,
      action: { kind: 'commit-then-drop' },
    });

    await moveReferences({
      ...place,
      nodeId,
      moves: [move, { ref: 'refs/tags/moved', after }],
    });

    expect(lost.hits).toBe(1);
    await expect(headOf('environment')).resolves.toBe(after);
    await expect(sandbox.github.resolve(owner, repo, 'moved')).resolves.toBe(
      after,
    );
    const again = [move, { ref: 'refs/tags/another', after }];
    await expect(
      moveReferences({ ...place, nodeId, moves: again }),
    ).rejects.toBeInstanceOf(ConflictError);
    await expect(
      sandbox.github.resolve(owner, repo, 'another'),
    ).resolves.toBeUndefined();
    await expect(
      moveReferences({
        ...place,
        nodeId,
        moves: [{ ref: move.ref, before: after, after: before }],
      }),
    ).rejects.toBeInstanceOf(ConflictError);

    await moveReferences({
      ...place,
      nodeId,
      moves: [{ ref: 'refs/tags/moved', before: after }],
    });
    await expect(
      sandbox.github.resolve(owner, repo, 'moved'),
    ).resolves.toBeUndefined();
  });
});
