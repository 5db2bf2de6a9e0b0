import { OrderRig, startOrderRig } from './__testUtils__/startOrderRig';

jest.setTimeout(240_000);

const path = 'namespaces/team-alpha/dnsrecords/www.yaml';
const place = { owner: 'sandbox', repo: 'catalog-orders' };
const api = '/api/v3/repos/sandbox/catalog-orders';

describe('the merge of an order', () => {
  let rig: OrderRig;

  beforeEach(async () => {
    rig = await startOrderRig();
  });

  afterEach(() => rig.close());

  async function requireReview() {
    await rig.octokit.rest.repos.update({ ...place, allow_auto_merge: true });
    await rig.octokit.rest.repos.updateBranchProtection({
      ...place,
      branch: 'main',
      required_status_checks: null,
      enforce_admins: true,
      required_pull_request_reviews: { required_approving_review_count: 1 },
      restrictions: null,
    });
  }

  async function pushToBranch(message = 'Slip something in') {
    const [pull] = rig.pulls();
    const { data } = await rig.octokit.rest.repos.createOrUpdateFileContents({
      ...place,
      path: 'namespaces/team-beta/evil.yaml',
      branch: pull.headBranch,
      message,
      content: Buffer.from('kind: Secret\n').toString('base64'),
    });
    return String(data.commit.sha);
  }

  it('A14: a review is required: GitHub merges later', async () => {
    await requireReview();
    const { error, outputs, log } = await rig.order();
    expect(error).toBeUndefined();
    expect(outputs.merged).toBe(false);
    expect(log).toContain('GitHub merges it as soon as');
    const { data } = await rig.octokit.rest.pulls.get({
      ...place,
      pull_number: 1,
    });
    expect(data.auto_merge).toBeTruthy();
  });

  it('A14: the repository has no auto-merge: people are named, with the reason', async () => {
    await requireReview();
    await rig.octokit.rest.repos.update({ ...place, allow_auto_merge: false });
    const { error, outputs, log } = await rig.order();
    expect(error).toBeUndefined();
    expect(outputs.merged).toBe(false);
    expect(log).toMatch(
      /Waiting for people, because auto-merge is switched off.*somebody has to look at http.*\/pull\/1/,
    );
    expect(rig.pulls().map(({ state }) => state)).toEqual(['open']);
  });

  it('A14: GitHub refuses the merge for good: people are named, with the reason', async () => {
    rig.sandbox.faults.add({
      service: 'github',
      method: 'PUT',
      path: `${api}/pulls/1/merge`,
      action: {
        kind: 'status',
        status: 405,
        body: { message: 'Merge commits are not allowed' },
      },
    });
    const { error, outputs, log } = await rig.order();
    expect(error).toBeUndefined();
    expect(outputs.merged).toBe(false);
    expect(log).toMatch(/Waiting for people, because .*are not allowed/);
  });

  it('A15: a merge that is refused once is looked at again and carried out once', async () => {
    const fault = rig.sandbox.faults.add({
      service: 'github',
      method: 'PUT',
      path: `${api}/pulls/1/merge`,
      times: 1,
      action: {
        kind: 'status',
        status: 405,
        body: { message: 'Base branch was modified. Review and try again.' },
      },
    });
    const { error, outputs } = await rig.order();
    expect(error).toBeUndefined();
    expect(fault.hits).toBe(1);
    expect(outputs.merged).toBe(true);
  });

  it('A15: a commit that nobody decided on is never merged', async () => {
    // The order is submitted; the merge comes after somebody pushed.
    const fault = rig.sandbox.faults.add({
      service: 'github',
      method: 'PUT',
      path: `${api}/pulls/1/merge`,
      action: { kind: 'status', status: 503 },
    });
    const checkpoints = new Map<string, string>();
    const task = { taskId: 'pushed', checkpoints };
    const first = await rig.order({}, task);
    expect(first.error).toBeDefined();
    fault.remove();
    const pushed = await pushToBranch();
    const { error, outputs, log } = await rig.order({}, task);
    expect(error).toBeUndefined();
    expect(outputs.merged).toBe(false);
    expect(log).toContain('somebody pushed to its branch');
    expect(log).toContain(pushed);
    expect(await rig.file(path)).toBeUndefined();
    expect(rig.pulls().map(({ state }) => state)).toEqual(['open']);
  });

  it('A13: a branch that somebody pushed to is not adopted, even with our own words', async () => {
    const fault = rig.sandbox.faults.add({
      service: 'github',
      method: 'PUT',
      path: `${api}/pulls/1/merge`,
      action: { kind: 'status', status: 503 },
    });
    await rig.order({}, { taskId: 'adopt' });
    fault.remove();
    const [pull] = rig.pulls();
    const { data } = await rig.octokit.rest.git.getCommit({
      ...place,
      commit_sha: pull.headSha,
    });
    expect(data.message).toContain('OpenPortal-Intent:');
    await pushToBranch(data.message);
    const { error } = await rig.order({}, { taskId: 'adopt' });
    expect(error?.name).toBe('ConflictError');
    expect(error?.message).toMatch(
      /Somebody pushed commit .* merge it by hand/,
    );
    expect(await rig.file(path)).toBeUndefined();
  });

  it('A13: a merge by hand counts as success', async () => {
    await requireReview();
    const task = { taskId: 'by-hand' };
    expect((await rig.order({}, task)).outputs.merged).toBe(false);
    await rig.octokit.rest.repos.deleteBranchProtection({
      ...place,
      branch: 'main',
    });
    await rig.octokit.rest.pulls.merge({ ...place, pull_number: 1 });
    const { error, outputs } = await rig.order({}, task);
    expect(error).toBeUndefined();
    expect(outputs.merged).toBe(true);
    expect(rig.pulls()).toHaveLength(1);
  });

  it('A13: a branch that somebody deleted closes the order for good', async () => {
    await requireReview();
    const task = { taskId: 'deleted' };
    await rig.order({}, task);
    const [pull] = rig.pulls();
    await rig.octokit.rest.pulls.update({
      ...place,
      pull_number: pull.number,
      state: 'closed',
    });
    await rig.octokit.rest.git.deleteRef({
      ...place,
      ref: `heads/${pull.headBranch}`,
    });
    const { error } = await rig.order({}, task);
    expect(error?.message).toMatch(/was closed without merging/);
    expect(rig.pulls()).toHaveLength(1);
    expect(await rig.branches()).toEqual(['main']);
  });
});
