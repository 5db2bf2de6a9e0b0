import { ConfigReader } from '@backstage/config';
import { readArgocdConfig } from './readConfig';

const kubernetes = {
  clusterLocatorMethods: [
    {
      type: 'config',
      clusters: [
        { name: 'platform', url: 'http://localhost:7110/' },
        { name: 'eks', url: 'https://eks.example.org', authProvider: 'aws' },
      ],
    },
  ],
};

type Data = NonNullable<ConstructorParameters<typeof ConfigReader>[0]>;

function read(argocd?: Data) {
  return readArgocdConfig(
    new ConfigReader({ kubernetes, ...(argocd && { deploy: { argocd } }) }),
  );
}

describe('readArgocdConfig', () => {
  it('finds the cluster and fills in what is left out', () => {
    expect(read()).toBeUndefined();
    expect(read({ cluster: 'platform' })).toMatchObject({
      cluster: { name: 'platform', url: 'http://localhost:7110' },
      namespace: 'argocd',
    });
    expect(
      read({
        cluster: 'platform',
        namespace: 'gitops',
        url: 'https://argocd.example.com/',
      }),
    ).toMatchObject({
      namespace: 'gitops',
      url: 'https://argocd.example.com',
    });
  });

  it('takes the REST API instead of a cluster', () => {
    expect(
      read({
        api: {
          url: 'https://argocd.example.com/',
          token: 'test-token',
          project: 'apps',
        },
      }),
    ).toEqual({
      namespace: 'argocd',
      url: 'https://argocd.example.com',
      api: {
        url: 'https://argocd.example.com',
        token: 'test-token',
        project: 'apps',
      },
    });
  });

  it('refuses what cannot work, with the key and the fix', () => {
    expect(() => read({ cluster: 'moon' })).toThrow(
      "deploy.argocd.cluster names the cluster 'moon', which is not in kubernetes.clusterLocatorMethods; known are: 'platform'",
    );
    expect(() => read({ cluster: 'eks' })).toThrow(
      "deploy.argocd.cluster is 'eks'. Cluster 'eks' is left out: its authProvider 'aws'",
    );
    expect(() => read({ cluster: 'platform', url: 'ftp://x' })).toThrow(
      'not an http or https address',
    );
    expect(() => read({})).toThrow('needs either `cluster`');
    expect(() =>
      read({
        cluster: 'platform',
        api: { url: 'https://argocd.example.com', token: 'test-token' },
      }),
    ).toThrow('needs either `cluster`');
    expect(() => read({ api: { token: 'test-token' } })).toThrow(
      'deploy.argocd.api.url is missing',
    );
  });

  it('takes a token as it comes out of a file, and quotes none that is broken', () => {
    const withToken = (token: string) =>
      read({ api: { url: 'https://argocd.example.com', token } });
    expect(withToken('test-token\n')).toMatchObject({
      api: { token: 'test-token' },
    });
    for (const token of [
      'canary\ncanary',
      'canary canary',
      'canary\u2028canary',
    ]) {
      let message = '';
      try {
        withToken(token);
      } catch (error) {
        message = String(error);
      }
      expect(message).toContain('deploy.argocd.api.token has a character');
      expect(message).not.toContain('canary');
    }
  });
});
