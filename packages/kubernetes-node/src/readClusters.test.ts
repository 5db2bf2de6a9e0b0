import { ConfigReader } from '@backstage/config';
import { readClusters } from './readClusters';

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
            { type: 'gke', projectId: 'left to the kubernetes plugin' },
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

  it('refuses a name that is used twice', () => {
    const clusters = [
      { name: 'a', url: 'https://a', authProvider: 'serviceAccount' },
      { name: 'a', url: 'https://b', authProvider: 'serviceAccount' },
    ];
    expect(() =>
      readClusters(
        new ConfigReader({
          kubernetes: { clusterLocatorMethods: [{ type: 'config', clusters }] },
        }),
      ),
    ).toThrow("Cluster 'a' is configured twice");
  });
});
