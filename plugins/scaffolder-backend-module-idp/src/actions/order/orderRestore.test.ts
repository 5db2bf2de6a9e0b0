import { dnsRecordXrd } from './__testUtils__/dnsRecordXrd';
import { OrderRig, startOrderRig } from './__testUtils__/startOrderRig';

jest.setTimeout(120_000);

const path = 'namespaces/team-alpha/dnsrecords/www.yaml';
const place = { owner: 'sandbox', repo: 'catalog-orders' };

describe('idp:order:restore', () => {
  let rig: OrderRig;

  beforeEach(async () => {
    rig = await startOrderRig({
      orders: {
        autoMerge: [
          {
            kinds: ['DNSRecord'],
            namespaces: ['team-alpha'],
            operations: ['create', 'update', 'delete', 'restore'],
          },
        ],
      },
    });
    await rig.order();
  });

  afterEach(() => rig.close());

  async function revisions(): Promise<string[]> {
    const { data } = await rig.octokit.rest.repos.listCommits({
      ...place,
      path,
    });
    return data.map(({ sha }) => sha);
  }

  it('brings back an earlier revision of a changed order', async () => {
    const first = await rig.file(path);
    const [revision] = await revisions();
    await rig.run('update', {
      spec: { name: 'www', type: 'A', value: '192.0.2.2' },
    });
    const { outputs, error } = await rig.run('restore', { revision });
    expect(error).toBeUndefined();
    expect(outputs.merged).toBe(true);
    expect(await rig.file(path)).toBe(first);
    const pull = rig.pulls()[2];
    expect(pull.title).toBe(
      `Restore DNSRecord www in team-alpha of cluster platform as of ${revision.slice(
        0,
        8,
      )}`,
    );
    expect(pull.body).toContain('+  value: "192.0.2.1"');
    const again = await rig.run('restore', { revision });
    expect(again.log).toContain('Nothing to change');
  });

  it('brings back an order that was removed', async () => {
    const first = await rig.file(path);
    const [revision] = await revisions();
    expect((await rig.run('delete')).outputs.merged).toBe(true);
    const [removal] = await revisions();
    const refused = await rig.run('restore', { revision: removal });
    expect(refused.error?.message).toMatch(/removed the order: choose/);
    const { outputs, error } = await rig.run('restore', { revision });
    expect(error).toBeUndefined();
    expect(outputs.merged).toBe(true);
    expect(await rig.file(path)).toBe(first);
    expect(rig.pulls()[2].body).toContain('The order was removed');
  });

  it('refuses a revision that does not fit any more, or is none', async () => {
    const [revision] = await revisions();
    rig.sandbox.clusters.platform.objects.apply(
      dnsRecordXrd({
        properties: { value: { type: 'string', pattern: '^2001:' } },
      }),
      { fieldManager: 'test' },
    );
    const misfit = await rig.run('restore', { revision });
    expect(misfit.error?.name).toBe('ConflictError');
    expect(misfit.error?.message).toMatch(
      /does not fit DNSRecord any more: spec\.value is "192\.0\.2\.1"/,
    );
    for (const unknown of ['main', 'a'.repeat(40), '../x', 'HEAD~1']) {
      const { error } = await rig.run('restore', { revision: unknown });
      expect(error?.name).toBe('NotFoundError');
      expect(error?.message).toMatch(/is none of the last 100 commits/);
    }
    // A commit of a branch was never reviewed.
    const { data: head } = await rig.octokit.rest.git.getRef({
      ...place,
      ref: 'heads/main',
    });
    await rig.octokit.rest.git.createRef({
      ...place,
      ref: 'refs/heads/evil',
      sha: head.object.sha,
    });
    const { data: evil } =
      await rig.octokit.rest.repos.createOrUpdateFileContents({
        ...place,
        path,
        branch: 'evil',
        message: 'Not reviewed',
        content: Buffer.from('kind: Secret\n').toString('base64'),
        sha: await blob(),
      });
    const { error } = await rig.run('restore', {
      revision: String(evil.commit.sha),
    });
    expect(error?.message).toMatch(/is none of the last 100 commits/);
    expect(rig.pulls()).toHaveLength(1);
  });

  async function blob(): Promise<string> {
    const { data } = await rig.octokit.rest.repos.getContent({
      ...place,
      path,
    });
    return 'sha' in data ? data.sha : '';
  }
});
