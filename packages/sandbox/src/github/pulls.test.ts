import {
  seedSmallWorld,
  startTestGitHub,
  type TestGitHub,
} from './__testUtils__/startTestGitHub';

const at = { owner: 'sandbox', repo: 'service' };

describe('pull requests', () => {
  let test: TestGitHub;
  let branches = 0;

  beforeAll(async () => {
    test = await startTestGitHub();
    await seedSmallWorld(test.github);
  });
  afterAll(() => test.close());
  afterEach(() => {
    test.faults.clear();
    test.assertClean();
  });

  async function open(files: Record<string, string>) {
    branches += 1;
    const head = `change/${branches}`;
    await test.github.seedCommit({
      owner: 'sandbox',
      name: 'service',
      branch: head,
      message: `Change ${branches}`,
      author: 'developer',
      files,
    });
    const { data } = await test.as('developer').pulls.create({
      ...at,
      head,
      base: 'main',
      title: `Change ${branches}`,
      body: 'Why',
    });
    return data;
  }

  const file = (path: string) =>
    test.github.readFile('sandbox', 'service', 'main', path);

  it('opens, lists, describes and closes', async () => {
    const client = test.as('developer');
    const pull = await open({ 'a.txt': 'a\n' });
    expect(pull).toMatchObject({
      state: 'open',
      mergeable: true,
      mergeable_state: 'clean',
      changed_files: 1,
      user: { login: 'developer' },
    });
    const again = client.pulls.create({
      ...at,
      head: pull.head.ref,
      base: 'main',
      title: 'Again',
    });
    await expect(again).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('A pull request already exists for'),
    });
    await expect(
      client.pulls.create({ ...at, head: 'main', base: 'main', title: 'None' }),
    ).rejects.toMatchObject({ status: 422 });
    const found = await client.pulls.list({
      ...at,
      head: `sandbox:${pull.head.ref}`,
      base: 'main',
      state: 'all',
    });
    expect(found.data.map(it => it.number)).toEqual([pull.number]);
    const number = { ...at, pull_number: pull.number };
    const files = await client.pulls.listFiles(number);
    expect(files.data[0]).toMatchObject({ filename: 'a.txt', status: 'added' });
    const commits = await client.pulls.listCommits(number);
    expect(commits.data).toHaveLength(1);
    const issue = { ...at, issue_number: pull.number };
    await client.issues.addLabels({ ...issue, labels: ['rollback'] });
    const labels = await client.issues.listLabelsOnIssue(issue);
    expect(labels.data.map(it => it.name)).toEqual(['rollback']);
    const comment = await client.issues.createComment({
      ...issue,
      body: 'Hello',
    });
    await client.issues.updateComment({
      ...at,
      comment_id: comment.data.id,
      body: 'Hello again',
    });
    const comments = await client.issues.listComments(issue);
    expect(comments.data[0].body).toBe('Hello again');
    await client.issues.get(issue);
    await client.pulls.requestReviewers({ ...number, reviewers: ['approver'] });
    const updated = await client.pulls.update({ ...number, state: 'closed' });
    expect(updated.data).toMatchObject({
      state: 'closed',
      labels: [{ name: 'rollback' }],
      requested_reviewers: [{ login: 'approver' }],
    });
    await expect(client.pulls.checkIfMerged(number)).rejects.toMatchObject({
      status: 404,
    });
  });

  it.each(['merge', 'squash', 'rebase'] as const)(
    'merges by %s what was reviewed and nothing newer',
    async method => {
      const client = test.as('developer');
      const pull = await open({ [`${method}.txt`]: 'x\n' });
      await test.github.seedCommit({
        owner: 'sandbox',
        name: 'service',
        message: 'Meanwhile',
        author: 'approver',
        files: { 'meanwhile.txt': method },
      });
      const number = { ...at, pull_number: pull.number };
      await expect(
        client.pulls.merge({ ...number, sha: '1'.repeat(40) }),
      ).rejects.toMatchObject({ status: 409 });
      const merged = await client.pulls.merge({
        ...number,
        sha: pull.head.sha,
        merge_method: method,
      });
      expect(merged.data.merged).toBe(true);
      const after = await client.pulls.get(number);
      expect(after.data).toMatchObject({
        merged: true,
        state: 'closed',
        merge_commit_sha: merged.data.sha,
        merged_by: { login: 'developer' },
      });
      await client.pulls.checkIfMerged(number);
      expect(await file(`${method}.txt`)).toBe('x\n');
      expect(await file('meanwhile.txt')).toBe(method);
      const of = await client.repos.listPullRequestsAssociatedWithCommit({
        ...at,
        commit_sha: merged.data.sha,
      });
      expect(of.data.map(it => it.number)).toEqual([pull.number]);
      await expect(client.pulls.merge(number)).rejects.toMatchObject({
        status: 405,
      });
    },
  );

  it('sees a conflict and refuses to merge it', async () => {
    const pull = await open({ 'README.md': 'mine\n' });
    await test.github.seedCommit({
      owner: 'sandbox',
      name: 'service',
      message: 'Theirs',
      author: 'approver',
      files: { 'README.md': 'theirs\n' },
    });
    const client = test.as('developer');
    const number = { ...at, pull_number: pull.number };
    const { data } = await client.pulls.get(number);
    expect(data).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
    await expect(client.pulls.merge(number)).rejects.toMatchObject({
      status: 405,
    });
  });

  it('counts a merge by hand as merged, and a deleted branch as closed', async () => {
    const client = test.as('developer');
    const first = await open({ 'hand.txt': 'x' });
    await client.git.updateRef({
      ...at,
      ref: 'heads/main',
      sha: first.head.sha,
    });
    const merged = await client.pulls.get({ ...at, pull_number: first.number });
    expect(merged.data.merged).toBe(true);
    const second = await open({ 'deleted.txt': 'x' });
    await client.git.deleteRef({ ...at, ref: `heads/${second.head.ref}` });
    const closed = await client.pulls.get({
      ...at,
      pull_number: second.number,
    });
    expect(closed.data).toMatchObject({ state: 'closed', merged: false });
  });

  it('merges once when the answer is lost', async () => {
    const client = test.as('developer');
    const pull = await open({ 'lost.txt': 'x' });
    const number = { ...at, pull_number: pull.number };
    test.faults.add({
      service: 'github',
      method: 'PUT',
      path: '*/merge',
      times: 1,
      action: { kind: 'commit-then-drop' },
    });
    await expect(client.pulls.merge(number)).rejects.toThrow();
    const { data } = await client.pulls.get(number);
    expect(data.merged).toBe(true);
  });

  it('merges once when two ask at the same time', async () => {
    const client = test.as('developer');
    const pull = await open({ 'twice.txt': 'x' });
    const number = { ...at, pull_number: pull.number };
    const results = await Promise.allSettled([
      client.pulls.merge(number),
      client.pulls.merge({ ...number, merge_method: 'squash' }),
    ]);
    const lost = results.filter(it => it.status === 'rejected');
    expect(lost).toHaveLength(1);
    expect(lost[0].reason.status).toBe(405);
    const { data } = await client.pulls.get(number);
    const won = results.find(it => it.status === 'fulfilled');
    expect(data).toMatchObject({
      merged: true,
      merge_commit_sha: won?.value.data.sha,
    });
  });

  it('finishes a merge that a kill interrupted', async () => {
    const pull = await open({ 'killed.txt': 'x' });
    const folder = test.github.repositoryPath('sandbox', 'service');
    // Killed between the moved branch and the note of it: only git knows.
    const { git } = await import('./git');
    await git(folder, ['update-ref', 'refs/heads/main', pull.head.sha]);
    await test.restart();
    const { data } = await test
      .as('developer')
      .pulls.get({ ...at, pull_number: pull.number });
    expect(data.merged).toBe(true);
  });

  describe('with a protected branch', () => {
    beforeAll(async () => {
      await test.as('openportal[bot]').repos.updateBranchProtection({
        ...at,
        branch: 'main',
        required_status_checks: null,
        enforce_admins: true,
        required_pull_request_reviews: {
          required_approving_review_count: 1,
          dismiss_stale_reviews: true,
        },
        restrictions: null,
      });
    });

    it('describes the protection, and refuses direct changes', async () => {
      const bot = test.as('openportal[bot]');
      const { data } = await bot.repos.getBranchProtection({
        ...at,
        branch: 'main',
      });
      expect(
        data.required_pull_request_reviews?.required_approving_review_count,
      ).toBe(1);
      await expect(
        bot.repos.createOrUpdateFileContents({
          ...at,
          path: 'direct.txt',
          message: 'x',
          content: '',
        }),
      ).rejects.toMatchObject({ status: 409 });
      const commit = await bot.git.createCommit({
        ...at,
        message: 'x',
        tree: (await bot.git.getTree({ ...at, tree_sha: 'main' })).data.sha,
        parents: [
          (
            await bot.repos.getBranch({ ...at, branch: 'main' })
          ).data.commit.sha,
        ],
      });
      await expect(
        bot.git.updateRef({ ...at, ref: 'heads/main', sha: commit.data.sha }),
      ).rejects.toMatchObject({ status: 422 });
    });

    it('merges only after an approval by somebody else', async () => {
      const pull = await open({ 'reviewed.txt': 'x' });
      const number = { ...at, pull_number: pull.number };
      const developer = test.as('developer');
      expect(pull.mergeable_state).toBe('blocked');
      await expect(developer.pulls.merge(number)).rejects.toMatchObject({
        status: 405,
        message: expect.stringContaining('At least 1 approving review'),
      });
      await expect(
        developer.pulls.createReview({ ...number, event: 'APPROVE' }),
      ).rejects.toMatchObject({ status: 422 });
      // A reader's approval does not count.
      await test
        .as('reader')
        .pulls.createReview({ ...number, event: 'APPROVE' });
      await expect(developer.pulls.merge(number)).rejects.toMatchObject({
        status: 405,
      });
      await test
        .as('approver')
        .pulls.createReview({ ...number, event: 'APPROVE' });
      const reviews = await developer.pulls.listReviews(number);
      expect(reviews.data).toHaveLength(2);
      await developer.pulls.merge(number);
    });

    it('takes an approval back when the branch moves', async () => {
      const pull = await open({ 'stale.txt': 'x' });
      const number = { ...at, pull_number: pull.number };
      await test
        .as('approver')
        .pulls.createReview({ ...number, event: 'APPROVE' });
      await test.github.seedCommit({
        owner: 'sandbox',
        name: 'service',
        branch: pull.head.ref,
        message: 'More',
        author: 'developer',
        files: { 'stale.txt': 'y' },
      });
      const { data } = await test.as('developer').pulls.get(number);
      expect(data.mergeable_state).toBe('blocked');
      expect(data.head.sha).not.toBe(pull.head.sha);
    });

    it('merges by itself when the last approval comes in', async () => {
      const developer = test.as('developer');
      const pull = await open({ 'auto.txt': 'x' });
      const enable = `mutation($id: ID!) { enablePullRequestAutoMerge(input: { pullRequestId: $id, mergeMethod: SQUASH }) { pullRequest { autoMergeRequest { mergeMethod enabledBy { login } } } } }`;
      const armed = await developer.graphql(enable, { id: pull.node_id });
      expect(armed).toMatchObject({
        enablePullRequestAutoMerge: {
          pullRequest: {
            autoMergeRequest: {
              mergeMethod: 'SQUASH',
              enabledBy: { login: 'developer' },
            },
          },
        },
      });
      const number = { ...at, pull_number: pull.number };
      await test
        .as('approver')
        .pulls.createReview({ ...number, event: 'APPROVE' });
      await test.github.idle();
      const { data } = await developer.pulls.get(number);
      expect(data.merged).toBe(true);
      expect(await file('auto.txt')).toBe('x');
    });

    it('refuses auto-merge of what could be merged at once', async () => {
      const developer = test.as('developer');
      const pull = await open({ 'clean.txt': 'x' });
      await test.as('approver').pulls.createReview({
        ...at,
        pull_number: pull.number,
        event: 'APPROVE',
      });
      await expect(
        developer.graphql(
          `mutation { enablePullRequestAutoMerge(input: { pullRequestId: "${pull.node_id}" }) { clientMutationId } }`,
        ),
      ).rejects.toThrow('Pull request is in clean status');
    });

    it('waits for a required check', async () => {
      const bot = test.as('openportal[bot]');
      await bot.repos.updateBranchProtection({
        ...at,
        branch: 'main',
        required_status_checks: { strict: false, contexts: ['ci'] },
        enforce_admins: true,
        required_pull_request_reviews: null,
        restrictions: null,
      });
      const pull = await open({ 'checked.txt': 'x' });
      const number = { ...at, pull_number: pull.number };
      expect(pull.mergeable_state).toBe('blocked');
      await bot.repos.createCommitStatus({
        ...at,
        sha: pull.head.sha,
        state: 'success',
        context: 'ci',
      });
      await test.as('developer').pulls.merge(number);
      await bot.repos.deleteBranchProtection({ ...at, branch: 'main' });
    });
  });
});
