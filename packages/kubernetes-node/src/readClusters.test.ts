import { ConfigReader } from '@backstage/config';
import { readClusterConfig, readClusters } from './readClusters';

describe('readClusters', () => {
  it('reads the standard configuration', () => {
    const clusters = readClusters(
      new ConfigReader({
        kubernetes: {
          clusterLocatorMethods: [
            {
              type: 'config',
              clusters: [
                {
                  name: 'platform',
                  url: 'https://platform.example.org/',
                  authProvider: 'serviceAccount',
                  serviceAccountToken: 'secret',
                  caData: 'Q0E=',
                },
                {
                  name: 'here',
                  url: 'https://kubernetes.default.svc',
                  authProvider: 'serviceAccount',
                },
              ],
            },
            { type: 'localKubectlProxy' },
          ],
        },
      }),
    );
    expect(clusters).toEqual([
      {
        name: 'platform',
        url: 'https://platform.example.org',
        authentication: { type: 'token', token: 'secret' },
        caData: 'Q0E=',
        caFile: undefined,
        skipTLSVerify: false,
      },
      {
        name: 'here',
        url: 'https://kubernetes.default.svc',
        authentication: { type: 'inCluster' },
        caData: undefined,
        caFile: undefined,
        skipTLSVerify: false,
      },
      {
        name: 'local',
        url: 'http://localhost:8001',
        authentication: { type: 'none' },
        skipTLSVerify: true,
      },
    ]);
    expect(readClusters(new ConfigReader({}))).toEqual([]);
  });

  const read = (...clusters: object[]) =>
    readClusterConfig(
      new ConfigReader({
        kubernetes: {
          clusterLocatorMethods: [
            {
              type: 'config',
              clusters: clusters.map(cluster => ({
                url: 'https://api.example.org',
                ...cluster,
              })),
            },
          ],
        },
      }),
    );

  it.each(['google', 'aws', 'azure', 'oidc', 'googleServiceAccount', 'aks'])(
    'leaves out a cluster with the authProvider %s, also with a token',
    authProvider => {
      expect(
        read(
          { name: 'without', authProvider },
          { name: 'with', authProvider, serviceAccountToken: 'secret' },
          {
            // Backstage heeds this one first.
            name: 'metadata',
            authProvider: 'serviceAccount',
            authMetadata: { 'kubernetes.io/auth-provider': authProvider },
          },
          { name: 'arn:aws:eks/and-a-name-of-its-own', authProvider },
        ),
      ).toEqual({
        clusters: [],
        skipped: [
          'without',
          'with',
          'metadata',
          'arn:aws:eks/and-a-name-of-its-own',
        ].map(name => ({
          name,
          reason: `Cluster '${name}' is left out: its authProvider '${authProvider}' is not supported here. To read it, give it a service account (authProvider: serviceAccount, serviceAccountToken), or name it in kubernetes.kubeconfigs`,
        })),
      });
    },
  );

  it('signs in as Backstage does', () => {
    const { clusters, skipped } = read(
      { name: 'unset', serviceAccountToken: 'one' },
      {
        name: 'metadata',
        serviceAccountToken: 'two',
        authMetadata: {
          'kubernetes.io/auth-provider': 'serviceAccount',
          serviceAccountToken: 'three',
        },
      },
      {
        name: 'proxy',
        authProvider: 'localKubectlProxy',
        serviceAccountToken: 'four',
      },
      { name: 'home' },
    );
    expect(
      clusters.map(({ name, authentication }) => [name, authentication]),
    ).toEqual([
      ['unset', { type: 'token', token: 'one' }],
      ['metadata', { type: 'token', token: 'three' }],
      ['proxy', { type: 'none' }],
      ['home', { type: 'inCluster' }],
    ]);
    expect(skipped).toEqual([]);
  });

  it('takes no two clusters for the one that the portal runs in', () => {
    const { clusters, skipped } = read(
      { name: 'one', authProvider: 'serviceAccount' },
      { name: 'two', serviceAccountToken: 'secret' },
      { name: 'three', authProvider: 'serviceAccount' },
    );
    expect(clusters.map(({ name }) => name)).toEqual(['two']);
    expect(skipped.map(({ name }) => name)).toEqual(['one', 'three']);
    expect(skipped[0].reason).toContain(
      "'one' and 'three' have no serviceAccountToken",
    );
  });

  it.each(['gke', 'catalog', 'somebodyElses'])(
    'says that clusters of the locator method %s are left out',
    type => {
      const { clusters, skipped } = readClusterConfig(
        new ConfigReader({
          kubernetes: {
            clusterLocatorMethods: [{ type: 'localKubectlProxy' }, { type }],
          },
        }),
      );
      expect(clusters.map(({ name }) => name)).toEqual(['local']);
      expect(skipped).toEqual([
        {
          reason: expect.stringContaining(
            `clusterLocatorMethods[1] are left out: its type '${type}'`,
          ),
        },
      ]);
    },
  );

  it('refuses a name that is used twice', () => {
    expect(() => read({ name: 'a' }, { name: 'a' })).toThrow(
      "Cluster 'a' is configured twice",
    );
  });

  it.each(['a/b', 'Prod', 'prod.eu', 'prod_eu', '-a', 'a-', 'a'.repeat(64)])(
    'refuses the name %s, which cannot be a part of references and paths',
    name => {
      const rule = `Cluster '${name}' in kubernetes.clusterLocatorMethods or kubernetes.kubeconfigs needs another name: at most 63 lower case letters, digits and dashes`;
      expect(() => read({ name })).toThrow(rule);
      expect(() =>
        readClusters(
          new ConfigReader({
            kubernetes: {
              kubeconfigs: [{ file: '/kubeconfig', clusters: [{ name }] }],
            },
          }),
        ),
      ).toThrow(rule);
    },
  );
});
