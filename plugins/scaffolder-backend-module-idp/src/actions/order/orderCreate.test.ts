import { OrderRig, startOrderRig } from './__testUtils__/startOrderRig';

jest.setTimeout(60_000);

const path = 'namespaces/team-alpha/dnsrecords/www.yaml';

describe('idp:order:create', () => {
  let rig: OrderRig;

  beforeEach(async () => {
    rig = await startOrderRig({
      allowed: ['platform/team-alpha', 'elsewhere/team-alpha'],
    });
  });

  afterEach(() => rig.close());

  it('writes the manifest by a pull request and merges it where that is allowed', async () => {
    const { outputs, error } = await rig.order();
    expect(error).toBeUndefined();
    expect(outputs).toEqual({
      pullRequestUrl: expect.stringMatching(
        /\/sandbox\/catalog-orders\/pull\/1$/,
      ),
      merged: true,
      orderUrl:
        '/orders/platform/team-alpha/dnsrecords.network.openportal.dev/www',
      orderRef: {
        cluster: 'platform',
        namespace: 'team-alpha',
        xrd: 'dnsrecords.network.openportal.dev',
        name: 'www',
      },
    });
    expect(await rig.file(path)).toBe(
      [
        'apiVersion: network.openportal.dev/v1alpha1',
        'kind: DNSRecord',
        'metadata:',
        '  name: www',
        '  namespace: team-alpha',
        '  annotations:',
        '    openportal.dev/order: platform/team-alpha/dnsrecords.network.openportal.dev/www',
        '    openportal.dev/requested-by: "user:default/developer"',
        '    openportal.dev/source-file: sandbox/catalog-orders/namespaces/team-alpha/dnsrecords/www.yaml',
        '    terasky.backstage.io/owner: "group:default/team-alpha"',
        'spec:',
        '  name: www',
        '  type: A',
        '  value: "192.0.2.1"',
        '',
      ].join('\n'),
    );
    expect(rig.pulls()).toHaveLength(1);
  });

  it('refuses what does not fit, in words, and writes nothing', async () => {
    const refusals: Array<[Record<string, unknown>, RegExp]> = [
      [
        { spec: { name: 'www', type: 'B', value: '', extra: 1, ttl: 1 } },
        /spec\.type is "B": it must be one of "A", "AAAA", "CNAME", "TXT".*spec\.value is "".*|spec\.extra is not a field/,
      ],
      [{ spec: { type: 'A', value: 'x' } }, /spec\.name is missing/],
      [{ version: 'v1' }, /made for version 'v1'/],
      [{ xrd: 'others.network.openportal.dev' }, /no XRD 'others/],
      [{ cluster: 'elsewhere' }, /Cluster "elsewhere" is not configured/],
      [{ cluster: 'foreign' }, /may not order into namespace .* 'foreign'/],
      [
        { namespace: undefined },
        /may not order into cluster 'platform' as a whole.*for administrators/,
      ],
      [{ owner: 'a:b:c/d/e' }, /is not an entity reference/],
    ];
    for (const [change, message] of refusals) {
      const { error } = await rig.order(change);
      expect(error?.message).toMatch(message);
    }
    expect(rig.pulls()).toEqual([]);
  });

  it('asks for the permission on the real target (A22)', async () => {
    const { error } = await rig.order({ namespace: 'team-beta' });
    expect(error?.name).toBe('NotAllowedError');
    expect(error?.message).toMatch(
      /namespace 'team-beta' of cluster 'platform'.*members of the group 'team-beta'/,
    );
    expect(rig.pulls()).toEqual([]);
  });

  it('refuses a name that is ordered already, with the link', async () => {
    const first = await rig.order();
    expect(first.error).toBeUndefined();
    const second = await rig.order();
    expect(second.error?.name).toBe('ConflictError');
    expect(second.error?.message).toMatch(
      /'www' is ordered already in namespace 'team-alpha': see http.*www\.yaml/,
    );
    expect(rig.pulls()).toHaveLength(1);
  });

  it('shows what it would do in a dry run', async () => {
    const { error, outputs } = await rig.order({}, { isDryRun: true });
    expect(error).toBeUndefined();
    expect(outputs).toMatchObject({ merged: false });
    expect(rig.pulls()).toEqual([]);
  });
});
