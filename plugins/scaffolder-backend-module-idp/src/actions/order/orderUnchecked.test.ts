import { dnsRecordXrd } from './__testUtils__/dnsRecordXrd';
import {
  OrderRig,
  OrderRigOptions,
  startOrderRig,
} from './__testUtils__/startOrderRig';

jest.setTimeout(120_000);

const path = 'namespaces/team-alpha/dnsrecords/www.yaml';

const withRule = {
  properties: {
    zone: {
      type: 'string',
      'x-kubernetes-validations': [{ rule: "self != 'bad'" }],
    },
  },
};

describe('an order of which something could not be checked', () => {
  let rig: OrderRig;

  async function start(options: OrderRigOptions = {}): Promise<OrderRig> {
    rig = await startOrderRig(options);
    return rig;
  }

  afterEach(() => rig.close());

  /** The right to try orders out is missing, as with the shipped role. */
  function denyDryRun(method = 'POST') {
    rig.sandbox.faults.add({
      service: 'kubernetes:platform',
      method,
      path: /dnsrecords/,
      action: {
        kind: 'status',
        status: 403,
        body: {
          kind: 'Status',
          message:
            'dnsrecords.network.openportal.dev is forbidden: User "portal" cannot create resource "dnsrecords" in API group "network.openportal.dev" in the namespace "team-alpha"',
        },
      },
    });
  }

  it('N6: waits for people, who are told what and why', async () => {
    await start({ xrd: withRule });
    denyDryRun();
    const { error, outputs, log } = await rig.order();
    expect(error).toBeUndefined();
    expect(outputs).toMatchObject({
      merged: false,
      waitsBecause: expect.stringMatching(
        /^Waits for people, because this could not be checked: the rules of DNSRecord v1alpha1.*cannot create resource/,
      ),
    });
    expect(log).toContain(String(outputs.waitsBecause));
    const [pull] = rig.pulls();
    expect(pull.body).toMatch(
      /### What could not be checked\n\n.*waits for people.*\n\n- `the rules of DNSRecord v1alpha1/,
    );

    // Nor does the job merge it that looks after waiting orders.
    expect((await rig.reconcile()).states).toEqual(['waiting']);
    expect(rig.pulls().map(({ state }) => state)).toEqual(['open']);
    expect(await rig.file(path)).toBeUndefined();
  });

  it('waits in a dry run of the task too', async () => {
    await start({ xrd: withRule });
    denyDryRun();
    const { outputs } = await rig.order({}, { isDryRun: true });
    expect(outputs.waitsBecause).toContain('the rules of DNSRecord');
  });

  it('is merged where the configuration wants that, and says what was not checked', async () => {
    await start({ xrd: withRule, orders: { autoMergeUnchecked: true } });
    denyDryRun();
    const { error, outputs } = await rig.order();
    expect(error).toBeUndefined();
    expect(outputs.merged).toBe(true);
    expect(outputs).not.toHaveProperty('waitsBecause');
    const [pull] = rig.pulls();
    expect(pull.body).toContain('The cluster is the first to check');
  });

  it('is no order that the cluster accepted', async () => {
    await start({ xrd: withRule });
    const { error, outputs } = await rig.order();
    expect(error).toBeUndefined();
    expect(outputs.merged).toBe(true);
    const [pull] = rig.pulls();
    expect(pull.body).not.toContain('What could not be checked');
  });

  it('is no order whose XRD has no rules that only a cluster can check', async () => {
    await start();
    denyDryRun();
    expect((await rig.order()).outputs.merged).toBe(true);
  });

  it('waits after a change and after a restore as well', async () => {
    await start({ xrd: withRule });
    expect((await rig.order()).outputs.merged).toBe(true);
    const { data: commits } = await rig.octokit.rest.repos.listCommits({
      owner: 'sandbox',
      repo: 'catalog-orders',
      path,
    });
    const change = { spec: { name: 'www', type: 'A', value: '192.0.2.9' } };
    expect((await rig.run('update', change)).outputs.merged).toBe(true);
    denyDryRun('PATCH');
    const restored = await rig.run('restore', { revision: commits[0].sha });
    expect(restored.error).toBeUndefined();
    expect(restored.outputs).toMatchObject({
      merged: false,
      waitsBecause: expect.stringContaining('the rules of DNSRecord'),
    });
    await rig.octokit.rest.pulls.update({
      owner: 'sandbox',
      repo: 'catalog-orders',
      pull_number: 3,
      state: 'closed',
    });
    const updated = await rig.run('update', {
      spec: { ...change.spec, value: '192.0.2.10' },
    });
    expect(updated.error).toBeUndefined();
    expect(updated.outputs).toMatchObject({
      merged: false,
      waitsBecause: expect.stringContaining('the rules of DNSRecord'),
    });
  });

  it('is refused when a policy of the cluster denies it', async () => {
    await start();
    rig.sandbox.faults.add({
      service: 'kubernetes:platform',
      method: 'POST',
      path: /dnsrecords/,
      action: {
        kind: 'status',
        status: 403,
        body: {
          kind: 'Status',
          message:
            'admission webhook "costs.example.org" denied the request: token=abcdefghijkl is too expensive',
        },
      },
    });
    const { error } = await rig.order();
    expect(error?.name).toBe('InputError');
    expect(error?.message).toMatch(/costs\.example\.org.*token=\*\*\*/);
    expect(rig.pulls()).toEqual([]);
  });
});

describe('an order of a kind that several clusters offer', () => {
  let rig: OrderRig;

  afterEach(() => rig.close());

  function offerInProduction() {
    rig.sandbox.clusters.production.objects.apply(dnsRecordXrd(), {
      fieldManager: 'test',
    });
  }

  it('is refused when its path is the same for all of them', async () => {
    rig = await startOrderRig();
    expect((await rig.order()).outputs.merged).toBe(true);
    offerInProduction();
    for (const operation of ['create', 'update'] as const) {
      const { error } = await rig.run(operation, { name: 'www' });
      expect(error?.message).toMatch(
        /DNSRecord is offered by the clusters 'platform', 'production'/,
      );
    }
    // What is there already can be taken out.
    const removed = await rig.run('delete');
    expect(removed.error).toBeUndefined();
    expect(rig.pulls()).toHaveLength(2);
  });

  it('goes to the chosen one when the path names it', async () => {
    rig = await startOrderRig({
      orders: { path: '{cluster}/{namespace}/{plural}/{name}.yaml' },
    });
    offerInProduction();
    const { error, outputs } = await rig.order();
    expect(error).toBeUndefined();
    expect(outputs.merged).toBe(true);
  });

  it('waits for people while nobody knows whether another cluster offers it', async () => {
    rig = await startOrderRig();
    rig.sandbox.faults.add({
      service: 'kubernetes:production',
      path: /.*/,
      action: { kind: 'status', status: 500 },
    });
    const { error, outputs } = await rig.order();
    expect(error).toBeUndefined();
    expect(outputs).toMatchObject({
      merged: false,
      waitsBecause: expect.stringContaining("whether cluster 'production'"),
    });
  });
});
