import { ConfigReader } from '@backstage/config';
import { readProviderConfigs } from './readProviderConfigs';

const kubernetes = {
  clusterLocatorMethods: [
    {
      type: 'config',
      clusters: ['platform', 'production'].map(name => ({
        name,
        url: `https://${name}.example.org`,
        authProvider: 'serviceAccount',
        serviceAccountToken: 'token',
      })),
    },
  ],
};

function read(crossplane?: object, orders?: object) {
  return readProviderConfigs(
    new ConfigReader({
      ...(orders ? { idp: { orders } } : {}),
      app: { baseUrl: 'https://portal.example.org' },
      kubernetes,
      catalog: { providers: { crossplane } },
    }),
  ).map(({ clusters, ...rest }) => ({
    ...rest,
    clusters: clusters.map(({ name }) => name),
  }));
}

describe('readProviderConfigs', () => {
  it('reads providers with their defaults', () => {
    expect(read({ default: {}, one: { clusters: ['production'] } })).toEqual([
      {
        id: 'default',
        warnings: [],
        clusters: ['platform', 'production'],
        convert: {
          annotationPrefix: 'terasky.backstage.io',
          defaultOwner: 'group:default/platform-team',
          ingestAll: false,
          allowForeignOwners: false,
          appBaseUrl: 'https://portal.example.org',
          githubHost: undefined,
        },
      },
      expect.objectContaining({ id: 'one', clusters: ['production'] }),
    ]);
    expect(read()).toEqual([]);
    expect(read({ default: { staleAfter: { seconds: 3 } } })).toEqual([
      expect.objectContaining({ staleAfterMilliseconds: 3_000 }),
    ]);
  });

  it.each<
    [string, { own?: string; ofOrders?: string }, string, string | undefined]
  >([
    [
      'the same in both',
      { own: 'a.org', ofOrders: 'a.org' },
      'a.org',
      undefined,
    ],
    ['of orders alone', { ofOrders: 'a.org' }, 'a.org', undefined],
    [
      'different in both',
      { own: 'a.org', ofOrders: 'b.org' },
      'a.org',
      "'a.org', but idp.orders.annotationPrefix is set to 'b.org'",
    ],
    [
      'its own alone',
      { own: 'a.org' },
      'a.org',
      "'a.org', but idp.orders.annotationPrefix is not set, so it is 'terasky.backstage.io'",
    ],
    [
      'its own, and the default',
      { own: 'terasky.backstage.io' },
      'terasky.backstage.io',
      undefined,
    ],
  ])('takes the prefix that is %s', (_, keys, expected, warning) => {
    const [{ convert, warnings }] = read(
      { default: { annotationPrefix: keys.own } },
      { repository: 'a/b', annotationPrefix: keys.ofOrders },
    );
    expect(convert.annotationPrefix).toBe(expected);
    expect(warnings.map(text => text.replace(/: the owner.*/, ''))).toEqual(
      warning
        ? [
            `catalog.providers.crossplane.default.annotationPrefix is ${warning}`,
          ]
        : [],
    );
  });

  it('says nothing where nobody orders', () => {
    const [{ warnings }] = read({ default: { annotationPrefix: 'a.org' } });
    expect(warnings).toEqual([]);
  });

  describe('with clusters that are left out', () => {
    const withOthers = (clusters?: string[]) =>
      readProviderConfigs(
        new ConfigReader({
          kubernetes: {
            clusterLocatorMethods: [
              {
                type: 'config',
                clusters: [
                  ...kubernetes.clusterLocatorMethods[0].clusters,
                  {
                    name: 'eks',
                    url: 'https://eks.example.org',
                    authProvider: 'aws',
                  },
                ],
              },
              { type: 'gke', projectId: 'portal' },
            ],
          },
          catalog: { providers: { crossplane: { default: { clusters } } } },
        }),
      )[0];
    const EKS = expect.stringContaining("Cluster 'eks' is left out");
    const GKE = expect.stringContaining("its type 'gke' is not read here");

    it.each([
      ['all', undefined, ['platform', 'production'], [EKS, GKE]],
      ['one of them', ['platform', 'eks'], ['platform'], [EKS]],
      ['others', ['production'], ['production'], []],
    ])('warns a provider of %s', (_, names, expected, warnings) => {
      const found = withOthers(names);
      expect(found.clusters.map(({ name }) => name)).toEqual(expected);
      expect(found.warnings).toEqual(warnings);
    });

    it('says where a cluster may be that is not known', () => {
      expect(() => withOthers(['gke-one'])).toThrow(
        /names 'gke-one'.*Known clusters: platform, production\. .*type 'gke'/,
      );
    });
  });

  it.each([
    ['of the actions', { idp: { github: { host: 'git.acme.org' } } }],
    ['of the one', { integrations: { github: [{ host: 'git.acme.org' }] } }],
  ])('takes the GitHub host %s', (_, keys) => {
    const hostOf = (config: object) =>
      readProviderConfigs(
        new ConfigReader({
          catalog: { providers: { crossplane: { default: {} } } },
          ...config,
        }),
      )[0].convert.githubHost;
    expect(hostOf(keys)).toBe('git.acme.org');
    expect(
      hostOf({
        integrations: { github: [{ host: 'github.com' }, { host: 'other' }] },
      }),
    ).toBeUndefined();
  });

  it('refuses a cluster that is not configured', () => {
    expect(() => read({ default: { clusters: ['other'] } })).toThrow(
      "catalog.providers.crossplane.default.clusters names 'other'",
    );
  });
});
