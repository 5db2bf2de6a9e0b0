import { checkEntity } from '../__testUtils__/catalogRules';
import {
  defaultOptions,
  dnsRecord,
  dnsRecordXrd,
  snapshot,
} from '../__testUtils__/objects';
import { convertClusters } from './convertClusters';
import { ClusterSnapshot, ConvertOptions } from './types';

const XRD = 'dnsrecords.network.openportal.dev';
const SCRIPT = ['javascript', ''].join(':');
const PREFIX = 'terasky.backstage.io';

async function resourceOf(
  annotations: Record<string, string>,
  change: {
    definition?: Parameters<typeof dnsRecordXrd>[0];
    snapshot?: Partial<ClusterSnapshot>;
    options?: Partial<ConvertOptions>;
    apiVersion?: string;
  } = {},
) {
  const object = dnsRecord('www', annotations);
  if (change.apiVersion) {
    object.apiVersion = change.apiVersion;
  }
  const { entities } = convertClusters(
    [
      snapshot([dnsRecordXrd(change.definition)], {
        composites: { [XRD]: [object] },
        ...change.snapshot,
      }),
    ],
    { ...defaultOptions, ...change.options },
  );
  const all = entities.get('platform') ?? [];
  await Promise.all(all.map(checkEntity));
  return all.find(({ kind }) => kind === 'Resource');
}

describe('compositeToResource', () => {
  it('takes everything that its annotations say', async () => {
    const resource = await resourceOf({
      [`${PREFIX}/title`]: 'Our name',
      [`${PREFIX}/description`]: 'For the shop',
      [`${PREFIX}/system`]: 'shop',
      [`${PREFIX}/lifecycle`]: 'production',
      [`${PREFIX}/component-type`]: 'dns-record',
      [`${PREFIX}/links`]: JSON.stringify([
        { url: 'https://www.example.org', title: 'Open', icon: 'web' },
      ]),
      [`${PREFIX}/dependsOn`]:
        'resource:default/zone, component:shop, nonsense, ,resource:default/zone',
      'openportal.dev/requested-by': 'user:default/alice',
      'openportal.dev/source-file': 'acme/orders/namespaces/a/dns/www.yaml',
      'kubectl.kubernetes.io/other': 'not copied',
    });
    expect(resource?.metadata).toMatchObject({
      title: 'Our name',
      description: 'For the shop',
      links: [{ url: 'https://www.example.org/', title: 'Open', icon: 'web' }],
      annotations: {
        'openportal.dev/requested-by': 'user:default/alice',
        'openportal.dev/source-file': 'acme/orders/namespaces/a/dns/www.yaml',
        'backstage.io/source-template': `template:default/${XRD}`,
      },
    });
    expect(JSON.stringify(resource)).not.toContain('not copied');
    expect(resource?.spec).toEqual({
      type: 'dns-record',
      owner: 'group:default/platform-team',
      lifecycle: 'production',
      system: 'system:default/shop',
      scaffoldedFrom: `template:default/${XRD}`,
      dependsOn: [
        `api:default/${XRD}-v1alpha1`,
        'resource:default/zone',
        'component:default/shop',
      ],
    });
  });

  it.each<[string, string | undefined, string | undefined, boolean, string]>([
    ['nobody', undefined, undefined, false, 'platform-team'],
    ['its namespace', 'team-alpha', undefined, false, 'team-alpha'],
    ['somebody else', 'team-beta', undefined, false, 'platform-team'],
    ['somebody else, where allowed', 'team-beta', undefined, true, 'team-beta'],
    ['what its namespace names', 'team-beta', 'team-beta', false, 'team-beta'],
    [
      'nobody, as its namespace does',
      undefined,
      'team-beta',
      false,
      'team-beta',
    ],
    ['a third', 'team-gamma', 'team-beta', false, 'team-beta'],
    [
      'a user of that name',
      'user:team-alpha',
      undefined,
      false,
      'platform-team',
    ],
    [
      'a group of that name in another catalog namespace',
      'group:other/team-alpha',
      undefined,
      false,
      'platform-team',
    ],
    ['nonsense', '${{ x }}', '<script>', true, 'platform-team'],
  ])(
    'belongs, when it names %s, to the right group',
    async (_, owner, namespaceOwner, allowForeignOwners, expected) => {
      const resource = await resourceOf(
        owner ? { [`${PREFIX}/owner`]: owner } : {},
        {
          options: { allowForeignOwners },
          snapshot: {
            namespaceOwners: namespaceOwner
              ? { 'team-alpha': namespaceOwner }
              : undefined,
          },
        },
      );
      expect(resource?.spec?.owner).toBe(`group:default/${expected}`);
    },
  );

  it('reads opt-in and opt-out by value', async () => {
    const noTemplate = { labels: { [`${PREFIX}/generate-form`]: 'false' } };
    const present = async (
      annotations: Record<string, string>,
      definition?: Parameters<typeof dnsRecordXrd>[0],
    ) => Boolean(await resourceOf(annotations, { definition }));
    expect(await present({})).toBe(true);
    expect(await present({ [`${PREFIX}/exclude-from-catalog`]: 'true' })).toBe(
      false,
    );
    expect(await present({ [`${PREFIX}/exclude-from-catalog`]: 'false' })).toBe(
      true,
    );
    expect(await present({ [`${PREFIX}/add-to-catalog`]: 'false' })).toBe(
      false,
    );
    expect(await present({}, noTemplate)).toBe(false);
    expect(
      await present({ [`${PREFIX}/add-to-catalog`]: 'true' }, noTemplate),
    ).toBe(true);
  });

  it('without a template has no relation to one', async () => {
    const resource = await resourceOf(
      { [`${PREFIX}/add-to-catalog`]: 'true' },
      { definition: { labels: { [`${PREFIX}/generate-form`]: 'false' } } },
    );
    expect(resource?.spec).toEqual({
      type: 'dnsrecord',
      owner: 'group:default/platform-team',
      dependsOn: [],
    });
    expect(resource?.metadata.annotations).not.toHaveProperty([
      'backstage.io/source-template',
    ]);
  });

  it.each([
    'acme/orders/../../x.yaml',
    '../x',
    'acme/orders',
    `${SCRIPT}alert(1)`,
  ])('does not copy the source file %j', async file => {
    const resource = await resourceOf({ 'openportal.dev/source-file': file });
    expect(resource?.metadata.annotations).not.toHaveProperty([
      'openportal.dev/source-file',
    ]);
  });

  it('depends on the API of the version that it was read in', async () => {
    const version = (name: string, referenceable: boolean) => ({
      name,
      served: true,
      referenceable,
    });
    const change = {
      definition: {
        spec: { versions: [version('v1', true), version('v2', false)] },
      },
    };
    const api = async (apiVersion: string) =>
      (await resourceOf({}, { ...change, apiVersion }))?.spec?.dependsOn;
    expect(await api('network.openportal.dev/v2')).toEqual([
      `api:default/${XRD}-v2`,
    ]);
    expect(await api('network.openportal.dev/v3')).toEqual([
      `api:default/${XRD}-v1`,
    ]);
  });
});
