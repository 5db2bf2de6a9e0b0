import { OrderRig, startOrderRig } from './__testUtils__/startOrderRig';

jest.setTimeout(120_000);

const path = 'namespaces/team-alpha/dnsrecords/www.yaml';

describe('idp:order:update', () => {
  let rig: OrderRig;

  beforeEach(async () => {
    rig = await startOrderRig();
  });

  afterEach(() => rig.close());

  it('changes what the form changed and nothing that people wrote', async () => {
    const byHand = [
      '# Ordered for the launch',
      'apiVersion: network.openportal.dev/v1alpha1',
      'kind: DNSRecord',
      'metadata:',
      '  name: www',
      '  namespace: team-alpha',
      '  labels: { team: alpha }',
      '  annotations:',
      "    note: 'do not touch'",
      'spec:',
      '  name: www',
      '  type: A # IPv4',
      '  ttl: 300',
      '  value: 192.0.2.1',
      '  crossplane:',
      '    compositionUpdatePolicy: Manual',
      '',
    ].join('\n');
    await rig.commit({ [path]: byHand });
    const { outputs, error } = await rig.run('update', {
      spec: { name: 'www', type: 'AAAA', value: '2001:db8::1' },
    });
    expect(error).toBeUndefined();
    expect(outputs).toEqual({
      pullRequestUrl: expect.stringMatching(/\/pull\/1$/),
      merged: true,
      orderUrl:
        '/orders/platform/team-alpha/dnsrecords.network.openportal.dev/www',
      orderRef: expect.objectContaining({ name: 'www' }),
    });
    expect(await rig.file(path)).toBe(
      byHand
        .replace('type: A #', 'type: AAAA #')
        .replace('value: 192.0.2.1', 'value: "2001:db8::1"')
        .replace(
          "    note: 'do not touch'\n",
          [
            "    note: 'do not touch'",
            '    openportal.dev/order: platform/team-alpha/dnsrecords.network.openportal.dev/www',
            '    openportal.dev/requested-by: "user:default/developer"',
            `    openportal.dev/source-file: sandbox/catalog-orders/${path}`,
            '    terasky.backstage.io/owner: "group:default/team-alpha"',
            '',
          ].join('\n'),
        ),
    );
    const [pull] = rig.pulls();
    expect(pull.title).toBe(
      'Change DNSRecord www in team-alpha of cluster platform',
    );
    expect(pull.body).toContain('-  type: A # IPv4\n+  type: AAAA # IPv4');
  });

  it('takes out a composition that was emptied in a form that asks for it', async () => {
    await rig.order({ composition: 'slow', compositionUpdatePolicy: 'Manual' });
    expect(await rig.file(path)).toContain('compositionUpdatePolicy: Manual');
    const elsewhere = await rig.run('update', {
      choiceOfComposition: ['another-cluster'],
    });
    expect(elsewhere.log).toContain('Nothing to change');
    const { error } = await rig.run('update', {
      choiceOfComposition: ['another-cluster', 'platform'],
      compositionUpdatePolicy: 'Manual',
    });
    expect(error).toBeUndefined();
    const file = await rig.file(path);
    expect(file).not.toContain('compositionRef');
    expect(file).toContain('compositionUpdatePolicy: Manual');
  });

  it('says so when there is nothing to change, without a pull request', async () => {
    await rig.order();
    const { outputs, error, log } = await rig.run('update');
    expect(error).toBeUndefined();
    expect(outputs).toMatchObject({
      merged: true,
      pullRequestUrl: expect.stringContaining(`/blob/main/${path}`),
    });
    expect(log).toContain('Nothing to change');
    expect(rig.pulls()).toHaveLength(1);
  });

  it('refuses what cannot be changed, and orders that are not there', async () => {
    const none = await rig.run('update');
    expect(none.error?.name).toBe('NotFoundError');
    expect(none.error?.message).toMatch(/has no file.*order it anew/);

    await rig.order();
    const fixed = await rig.run('update', {
      spec: { name: 'other', type: 'A', value: '192.0.2.1' },
    });
    expect(fixed.error?.name).toBe('InputError');
    expect(fixed.error?.message).toMatch(
      /spec\.name cannot be changed after it was ordered \(the name is part of the zone\): it is "www"/,
    );
    const misfit = await rig.run('update', {
      spec: { name: 'www', type: 'B', value: '192.0.2.1' },
    });
    expect(misfit.error?.message).toMatch(/spec\.type is "B"/);
    expect(rig.pulls()).toHaveLength(1);
  });

  it('refuses a form that was filled from an earlier file', async () => {
    await rig.order();
    const { data } = await rig.octokit.rest.repos.getContent({
      owner: 'sandbox',
      repo: 'catalog-orders',
      path,
    });
    const fileVersion = 'sha' in data ? data.sha : undefined;
    const change = {
      fileVersion,
      spec: { name: 'www', type: 'A', value: '192.0.2.2' },
    };
    expect((await rig.run('update', change)).outputs.merged).toBe(true);
    const late = await rig.run('update', {
      ...change,
      spec: { name: 'www', type: 'A', value: '192.0.2.3' },
    });
    expect(late.error?.name).toBe('ConflictError');
    expect(late.error?.message).toMatch(/since the form was opened/);
    expect(await rig.file(path)).toContain('192.0.2.2');
  });

  it('leaves files alone that are not the order', async () => {
    for (const [content, said] of [
      ['kind: [', /is no valid YAML/],
      ['just text', /is no manifest/],
      ['a: 1\n---\nb: 2\n', /does not hold exactly one object/],
      [
        'apiVersion: v1\nkind: Secret\nmetadata: { name: www }\n',
        /is Secret 'www' of v1/,
      ],
      [
        'apiVersion: network.openportal.dev/v1alpha1\nkind: DNSRecord\nmetadata:\n  name: www\n  annotations: { openportal.dev/order: production/team-alpha/dnsrecords.network.openportal.dev/www }\n',
        /is the order "production/,
      ],
    ] as const) {
      await rig.commit({ [path]: content });
      for (const operation of ['update', 'delete'] as const) {
        const { error } = await rig.run(operation);
        expect(error?.name).toBe('ConflictError');
        expect(error?.message).toMatch(said);
      }
    }
    expect(rig.pulls()).toEqual([]);
  });

  it('refuses what the cluster refuses', async () => {
    await rig.order();
    rig.sandbox.faults.add({
      service: 'kubernetes:platform',
      method: 'PATCH',
      path: /dnsrecords\/www\?.*dryRun=All/,
      action: {
        kind: 'status',
        status: 422,
        body: { kind: 'Status', message: 'spec.value is reserved' },
      },
    });
    const { error } = await rig.run('update', {
      spec: { name: 'www', type: 'A', value: '192.0.2.9' },
    });
    expect(error?.name).toBe('InputError');
    expect(error?.message).toMatch(/refuses the DNSRecord.*reserved/);
    expect(rig.pulls()).toHaveLength(1);
  });
});
