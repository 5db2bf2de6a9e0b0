import { parse } from 'yaml';
import {
  dnsRecord,
  OrderRig,
  startOrderRig,
} from './__testUtils__/startOrderRig';

jest.setTimeout(240_000);

const place = { owner: 'sandbox', repo: 'catalog-orders' };
const folder = 'namespaces/team-alpha';
const list = `${folder}/kustomization.yaml`;
const pathOf = (name: string) => `${folder}/dnsrecords/${name}.yaml`;
const order = (name: string) => ({
  name,
  spec: { ...dnsRecord.spec, name },
});

describe('orders that wait for people', () => {
  let rig: OrderRig;

  beforeEach(async () => {
    rig = await startOrderRig({ orders: { autoMerge: [] } });
    await rig.commit({ [list]: 'resources: []\n' });
    for (const name of ['one', 'two']) {
      await rig.order(order(name));
    }
  });

  afterEach(() => rig.close());

  const merge = (number: number) =>
    rig.octokit.rest.pulls.merge({ ...place, pull_number: number });

  async function read(number: number) {
    const { data } = await rig.octokit.rest.pulls.get({
      ...place,
      pull_number: number,
    });
    return data;
  }

  async function comments(number: number) {
    const { data } = await rig.octokit.rest.issues.listComments({
      ...place,
      issue_number: number,
    });
    return data.map(({ body }) => body);
  }

  it('A12, A14: two orders change the same list: when one is merged, the other is done again on the new base', async () => {
    const [first, second] = rig.pulls();
    expect([first.state, second.state]).toEqual(['open', 'open']);
    await merge(first.number);
    expect((await read(second.number)).mergeable_state).toBe('dirty');
    const { log, states } = await rig.reconcile();
    expect(log).toContain('again on its new base');
    expect(states).toEqual(['done', 'waiting']);
    const now = await read(second.number);
    expect(now.mergeable_state).toBe('clean');
    // Nothing of the history is rewritten, and only the order and its entry are changed.
    const { data } = await rig.octokit.rest.repos.compareCommitsWithBasehead({
      ...place,
      basehead: `${second.headSha}...${now.head.sha}`,
    });
    expect(data.behind_by).toBe(0);
    const { data: files } = await rig.octokit.rest.pulls.listFiles({
      ...place,
      pull_number: second.number,
    });
    expect(files.map(({ filename }) => filename).sort()).toEqual(
      [list, pathOf('two')].sort(),
    );
    // Once is enough.
    await rig.reconcile();
    expect((await read(second.number)).head.sha).toBe(now.head.sha);
    await merge(second.number);
    expect(parse((await rig.file(list)) ?? '').resources).toEqual([
      'dnsrecords/one.yaml',
      'dnsrecords/two.yaml',
    ]);
    expect((await rig.reconcile()).states).toEqual(['done', 'done']);
    expect(rig.pulls()).toHaveLength(2);
  });

  it('A13, A14: a conflict on a branch that somebody pushed to is left to people, who are told once', async () => {
    const [first, second] = rig.pulls();
    await rig.octokit.rest.repos.createOrUpdateFileContents({
      ...place,
      path: `${folder}/notes.md`,
      branch: second.headBranch,
      message: 'Add a note',
      content: Buffer.from('A note\n').toString('base64'),
    });
    const pushed = (await read(second.number)).head.sha;
    await merge(first.number);
    await rig.reconcile();
    const { states } = await rig.reconcile();
    expect(states).toEqual(['done', 'waiting']);
    expect((await read(second.number)).head.sha).toBe(pushed);
    expect(await comments(second.number)).toEqual([
      expect.stringMatching(
        /conflicts with its base branch\. Somebody pushed to this branch, so that the portal leaves it alone/,
      ),
    ]);
  });

  it('A13, A14: a conflict in the file of the order itself is left to people, who are told why', async () => {
    const [first, second] = rig.pulls();
    await merge(first.number);
    await rig.commit({
      [pathOf('two')]:
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: two }\n',
    });
    await rig.reconcile();
    const { states } = await rig.reconcile();
    expect(states).toEqual(['done', 'waiting']);
    expect((await read(second.number)).state).toBe('open');
    expect((await read(second.number)).head.sha).toBe(second.headSha);
    expect(await comments(second.number)).toEqual([
      expect.stringContaining("Somebody changed order 'two'"),
    ]);
  });

  it('A13: an order that people close is over', async () => {
    const [first] = rig.pulls();
    await rig.octokit.rest.pulls.update({
      ...place,
      pull_number: first.number,
      state: 'closed',
    });
    const { states, log } = await rig.reconcile();
    expect(states).toEqual(['failed', 'waiting']);
    expect(log).toContain('was closed without merging');
  });
});

it('A14: what GitHub did not let through is merged once it does', async () => {
  const rig = await startOrderRig({
    orders: {
      autoMerge: [{ kinds: ['DNSRecord'], namespaces: ['team-alpha'] }],
    },
  });
  try {
    // No auto-merge of GitHub's own, so that nobody but the portal can come back to it.
    await rig.octokit.rest.repos.update({ ...place, allow_auto_merge: false });
    await rig.octokit.rest.repos.updateBranchProtection({
      ...place,
      branch: 'main',
      required_status_checks: null,
      enforce_admins: true,
      required_pull_request_reviews: { required_approving_review_count: 1 },
      restrictions: null,
    });
    expect((await rig.order()).outputs.merged).toBe(false);
    expect((await rig.reconcile()).states).toEqual(['waiting']);
    await rig.octokit.rest.repos.deleteBranchProtection({
      ...place,
      branch: 'main',
    });
    expect((await rig.reconcile()).states).toEqual(['done']);
    expect(await rig.file(pathOf('www'))).toContain('name: www');
  } finally {
    await rig.close();
  }
});
