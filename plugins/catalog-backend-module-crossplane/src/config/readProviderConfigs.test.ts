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

function read(crossplane?: object) {
  return readProviderConfigs(
    new ConfigReader({
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
        clusters: ['platform', 'production'],
        convert: {
          annotationPrefix: 'terasky.backstage.io',
          defaultOwner: 'group:default/platform-team',
          ingestAll: false,
          allowForeignOwners: false,
          appBaseUrl: 'https://portal.example.org',
        },
      },
      expect.objectContaining({ id: 'one', clusters: ['production'] }),
    ]);
    expect(read()).toEqual([]);
    expect(read({ default: { staleAfter: { seconds: 3 } } })).toEqual([
      expect.objectContaining({ staleAfterMilliseconds: 3_000 }),
    ]);
  });

  it('refuses a cluster that is not configured', () => {
    expect(() => read({ default: { clusters: ['other'] } })).toThrow(
      "catalog.providers.crossplane.default.clusters names 'other'",
    );
  });
});
